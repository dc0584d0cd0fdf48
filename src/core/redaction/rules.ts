import { cloudRules } from "./cloudRules.ts";
import { codeRules } from "./codeRules.ts";
import { formRules, wholeRules } from "./formRules.ts";
import type { SecretRule } from "./secretRule.ts";
import { serviceRules } from "./serviceRules.ts";

/** Every form of secrets that is known. Of two that would take out the same characters the one that stands first has them. */
export const secretRules: readonly SecretRule[] = [
  ...wholeRules,
  ...codeRules,
  ...cloudRules,
  ...serviceRules,
  ...formRules,
];
