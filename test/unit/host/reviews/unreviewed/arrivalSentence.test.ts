import { expect, it } from "vitest";
import { branchRef } from "../../../../../src/core/git/repository/refName.ts";
import type { SessionId } from "../../../../../src/core/sessions/model/sessionId.ts";
import { arrivalSentence } from "../../../../../src/host/reviews/unreviewed/arrivalSentence.ts";
import { plainWording } from "../../plainWording.ts";

const came = (session: string, branch: string) => ({ session: session as SessionId, ref: branchRef(branch) });

it.each([
  [[came("WFS-a", "main")], "WFS-a was merged into main without a review."],
  [[came("WFS-a", "main"), came("WFS-a", "release")], "WFS-a was merged into main, release without a review."],
  [[came("WFS-a", "main"), came("WFS-b", "main")], "The work of 2 forks was merged into main without a review."],
  [[came("WFS-a", "ma\u{202E}in")], "WFS-a was merged into ma⟨U+202E⟩in without a review."],
])("what came around the gate is one sentence: %j", (records, sentence) => {
  expect(arrivalSentence(records, plainWording.t)).toBe(sentence);
});
