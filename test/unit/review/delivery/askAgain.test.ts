import { describe, expect, it } from "vitest";
import { askAgain } from "../../../../src/core/review/delivery/askAgain.ts";
import { publishRequest, type PublishRequest } from "../../../../src/core/review/kinds/publish/publishRequest.ts";
import { fork, mergeFile, mergeRequestOf, source } from "../../../support/requests.ts";

const publishOf = (change: Partial<Record<keyof PublishRequest, unknown>>): PublishRequest =>
  publishRequest.schema.parse({
    ...mergeFile({ into: undefined, strategy: undefined, source_commit: undefined, target_commit: undefined }),
    kind: "publish",
    remote: "mirror",
    url: "https://example.org/x.git",
    ref: "refs/heads/release",
    commit: source,
    target_commit: null,
    pull_request: { base: "refs/heads/main" },
    ...change,
  });

describe("how the same is asked for once more", () => {
  it.each<readonly [string, Partial<Record<keyof PublishRequest, unknown>>, string]>([
    ["with a pull request into a branch", {}, "--remote mirror --to release --pr --base main"],
    ["into the main one", { pull_request: { base: null } }, "--remote mirror --to release --pr"],
    ["without one", { pull_request: null }, "--remote mirror --to release"],
    [
      "a branch named like a ref",
      { ref: "refs/heads/refs/x", pull_request: null },
      "--remote mirror --to refs/heads/refs/x",
    ],
  ])("is to publish to the same: %s", (_what, change, options) => {
    expect(askAgain(publishOf(change), fork)).toBe(
      `Ask again: \`wfs request publish --session ${fork} ${options} -m "…" --wait 600\``,
    );
  });

  it("is to merge the same way into the same branch", () => {
    expect(askAgain(mergeRequestOf({ into: "refs/heads/release/2", strategy: "merge" }), fork)).toBe(
      `Ask again: \`wfs request merge --session ${fork} --into release/2 --strategy merge -m "…" --wait 600\``,
    );
  });

  it.each(["$(id)", "a`id`", "a;id", "a'b", 'a"b', "a|b", "a&b", "a>b", "a#b", "ü", "a!b", "(a)"])(
    "names a branch beside the command that a shell could read more in: %s",
    (name) => {
      const text = askAgain(publishOf({ ref: `refs/heads/${name}` }), fork);
      const [command = "", beside = ""] = text.split(". Left out");
      expect(command).toBe(
        `Ask again: \`wfs request publish --session ${fork} --remote mirror --pr --base main -m "…" --wait 600\``,
      );
      expect(beside).toContain("`--to` with ");
      expect(beside).toContain(name);
    },
  );
});
