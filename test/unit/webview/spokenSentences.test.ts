import { expect, it } from "vitest";
import { spokenSentences } from "../../../webview/model/spokenSentences.ts";

it("ends each part once, whether it is a sentence already or a word", () => {
  expect(spokenSentences(["Done", "Merge login", "Granted and done.", "main moved."])).toBe(
    "Done. Merge login. Granted and done. main moved.",
  );
});
