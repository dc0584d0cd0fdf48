import { isUserScope } from "../core/sessions/model/userScope.ts";

/** The scope of whoever has named none: that of the account, and of one without a usable name that of its number. */
export function personsScope(): string {
  const name = accountName();
  const scope = `user:${name}`;
  return name !== "" && isUserScope(scope) ? scope : `user:${process.getuid?.() ?? "unknown"}`;
}

/** Asked for where a record names a scope, so that a start without such a record does not wait for the module; before node 20.16 what the environment says. */
function accountName(): string {
  const { env } = process;
  try {
    if ("getBuiltinModule" in process) return process.getBuiltinModule("node:os").userInfo().username;
    return env["USER"] ?? env["LOGNAME"] ?? env["USERNAME"] ?? "";
  } catch {
    return "";
  }
}
