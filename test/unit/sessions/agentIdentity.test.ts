import { describe, expect, it } from "vitest";
import { agentIn, isConversationId } from "../../../src/core/sessions/model/agentIdentity.ts";
import { recordOf } from "../../../src/core/sessions/record/readRecord.ts";

describe("who works on a session, as files say it", () => {
  it.each(["0c7f6f9e-8f0e-4a55-9c5b-1d2e3f4a5b6c", "a", ".x", "rollout_2026:11", "9".repeat(128)])(
    "takes %s for the id of a conversation",
    (id) => expect(isConversationId(id)).toBe(true),
  );

  it.each([
    "",
    "-p",
    "--dangerously-skip-permissions",
    "a b",
    "a\nb",
    "a;b",
    "$(id)",
    "`id`",
    '"',
    "'",
    "a/b",
    "a\\b",
    "é",
    "a\0b",
    "%PATH%",
    "a=b",
    "9".repeat(129),
  ])("lets %j never come near a command line", (id) => expect(isConversationId(id)).toBe(false));

  it("keeps the name where the conversation cannot be used, and neither where the name cannot", () => {
    expect(agentIn({ name: "codex", conversation: "-p" })).toEqual({ name: "codex", conversation: null });
    expect(agentIn({ name: "codex" })).toEqual({ name: "codex", conversation: null });
    for (const name of [undefined, 7, "", " ", "a\nb", "x".repeat(201), "\ud800"]) {
      expect(agentIn({ name, conversation: "c" })).toBeUndefined();
    }
  });

  it("takes nothing from a record when its agent is something else", () => {
    for (const agent of [null, "codex", ["codex"], { conversation: "c" }]) {
      expect(recordOf({ project: "P", tags: ["t"], agent })).toMatchObject({ project: "P", tags: ["t"] });
      expect(recordOf({ project: "P", agent })).not.toHaveProperty("agent");
    }
  });
});
