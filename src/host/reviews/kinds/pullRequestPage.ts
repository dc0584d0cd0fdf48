import type { RequestView } from "../../../core/review/requests/requests.ts";

/** Where the pull request of something that was published is, or where a person opens it; a receipt that counts has said so. */
export function pullRequestPage({ receipt }: Pick<RequestView, "receipt">): string | undefined {
  const pull = receipt?.outcome === "executed" ? receipt.published?.pull_request : undefined;
  const page = pull?.url ?? pull?.compare ?? "";
  return /^https:\/\/[^\s\p{C}]+$/u.test(page) ? page : undefined;
}
