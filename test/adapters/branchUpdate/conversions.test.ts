import { unlinkSync } from "node:fs";
import { expect, it } from "vitest";
import { branchUpdateScenes, type BranchUpdateScene } from "../../support/scenes/branchUpdateScene.ts";

const scene = branchUpdateScenes();
const inIndexAlone = "in the user's index alone";
const rule = "*.txt eol=crlf\n";

/** Where the rule may stand that git follows while it writes `d/new.txt`. */
const places: Readonly<Record<string, (at: BranchUpdateScene) => void>> = {
  "in the working tree, tracked": ({ repository }) => {
    repository.write(".gitattributes", rule);
    repository.git("add", ".gitattributes");
  },
  "in the working tree, in no index": ({ repository }) => repository.write("d/.gitattributes", rule),
  "in the working tree, ignored": ({ repository }) => {
    repository.write(".git/info/exclude", ".gitattributes\n");
    repository.write(".gitattributes", rule);
  },
  [inIndexAlone]: ({ repository }) => {
    repository.write(".gitattributes", rule);
    repository.git("add", ".gitattributes");
    unlinkSync(repository.path(".gitattributes"));
  },
  "in the repository's own file": ({ repository }) => repository.write(".git/info/attributes", rule),
  "in a file of the configuration": ({ repository }) => {
    repository.git("config", "core.attributesFile", repository.beside("attributes"));
    repository.write("../attributes", rule);
  },
};

it.each(Object.keys(places).flatMap((place) => [false, true].map((kept) => ({ place, kept }))))(
  "what git makes of a coming file is named where the rule stands $place (checkpoint before: $kept)",
  async ({ place, kept }) => {
    const at = scene({ files: { a: "a\n" } });
    const move = at.next(() => at.repository.write("d/new.txt", "new\n"));
    places[place]?.(at);
    if (kept) await at.checkpoints.take(at.id);
    const preview = await at.checkpoints.previewBranchUpdate(at.id, move);
    expect(preview).toMatchObject({ conflicts: [], conversions: ["d/new.txt: eol=crlf"] });
    const agreed: (readonly string[])[] = [];
    await at.checkpoints.updateBranchAndWorktree(at.id, move, { agreed: (found) => agreed.push(found) });
    expect(agreed).toEqual([preview.conversions]);
    // Named is what may be so: git looks for the rule in the index that is there when it writes.
    if (place !== inIndexAlone) expect(at.repository.read("d/new.txt")).toBe("new\r\n");
  },
);

it("what git makes of a coming file is named where the rule comes with it", async () => {
  const at = scene({ files: { a: "a\n" } });
  const move = at.next(() => {
    at.repository.write("d/new.txt", "new\n");
    at.repository.write(".gitattributes", rule);
  });
  const preview = await at.checkpoints.previewBranchUpdate(at.id, move);
  expect(preview).toMatchObject({ conflicts: [], conversions: ["d/new.txt: eol=crlf"] });
});
