import type { ReviewPolicy } from "../../core/gate/policy.ts";
import { settings } from "../manifest/contributions.ts";
import { ownSetting } from "./ownSetting.ts";

/** The person's own settings that bear on the gate, as they are now. */
export function reviewPolicy(): ReviewPolicy {
  const age = ownSetting(settings.reviewsMaxAgeMinutes);
  const checks = ownSetting(settings.reviewsRequirePassedChecks);
  return {
    maxAgeMinutes: typeof age === "number" && Number.isFinite(age) && age > 0 ? age : 0,
    requirePassedChecks: checks === true,
  };
}
