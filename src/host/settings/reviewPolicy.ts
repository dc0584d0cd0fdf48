import * as vscode from "vscode";
import type { ReviewPolicy } from "../../core/gate/policy.ts";
import { configurationSection, settings } from "../manifest/contributions.ts";

type Inspected = { readonly globalValue?: unknown } | undefined;

/** The person's own settings that bear on the gate; what a workspace or folder says is not even looked at. */
function policyFrom(inspect: (key: string) => Inspected): ReviewPolicy {
  const age = inspect(settings.reviewsMaxAgeMinutes)?.globalValue;
  const checks = inspect(settings.reviewsRequirePassedChecks)?.globalValue;
  return {
    maxAgeMinutes: typeof age === "number" && Number.isFinite(age) && age > 0 ? age : 0,
    requirePassedChecks: checks === true,
  };
}

/** The policy as it is now. */
export function reviewPolicy(): ReviewPolicy {
  const configuration = vscode.workspace.getConfiguration(configurationSection);
  return policyFrom((key) => configuration.inspect(key));
}
