import { scopeSaid } from "../../core/sessions/model/userScope.ts";
import { settings } from "../manifest/contributions.ts";
import { ownSetting } from "./ownSetting.ts";

/** The scope that the person has named for themselves; `undefined`: none, so it is that of the account. With one that cannot be used no scope's notes are shown. */
export function userScope(): string | undefined {
  return scopeSaid(ownSetting(settings.userScope));
}
