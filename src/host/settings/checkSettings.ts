import { readRequiredChecks, type RequiredCheckList } from "../../core/review/checks/requiredCheck.ts";
import { settings } from "../manifest/contributions.ts";
import { ownSetting } from "./ownSetting.ts";

/** What the person's own settings require of proposals; what a workspace or folder says is not even looked at. */
export function requiredChecks(): RequiredCheckList {
  return readRequiredChecks(ownSetting(settings.checksRequired));
}

/** Whether required checks run by themselves for a request that arrives. */
export function checksRunOnRequest(): boolean {
  return ownSetting(settings.checksRun) === "onRequest";
}
