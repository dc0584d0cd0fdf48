import { HostFailure } from "./base/hostLink.ts";
import { t } from "./base/wording.ts";
import type { Failure } from "./model/failure.ts";

/** What is said of a question that failed, whoever failed. */
export function failureOf(error: unknown): Failure {
  if (error instanceof HostFailure) return { message: error.message, hint: error.hint };
  return { message: t("Something in this page went wrong: {0}", String(error)), hint: t("Close and open it again.") };
}
