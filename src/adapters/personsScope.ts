import { userInfo } from "node:os";
import { isUserScope } from "../core/sessions/model/userScope.ts";

/** The scope of whoever has named none: that of the account, and of one without a usable name that of its number. */
export function personsScope(): string {
  const name = accountName();
  const scope = `user:${name}`;
  return name !== "" && isUserScope(scope) ? scope : `user:${process.getuid?.() ?? "unknown"}`;
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}
