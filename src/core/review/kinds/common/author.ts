import type { Identity } from "../../../git/objects/commits.ts";

/** As the action document says it. */
export function identityText({ name, email }: Identity): string {
  return `${name} <${email}>`;
}
