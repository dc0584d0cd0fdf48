import { userInfo } from "node:os";

const unnamed = "reviewer";

/**
 * The person at this window, for decisions, annotations and requests made here: the name of the account. A repository's configuration
 * (`user.name`) could say anything.
 */
export function reviewerName(): string {
  try {
    const { username } = userInfo();
    return username === "" ? unnamed : username;
  } catch {
    return unnamed;
  }
}
