import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ReviewerScene } from "../cli/reviewerScene.ts";
import { wfs } from "../cli/wfs.ts";
import { fork } from "./gateScene.ts";

const conversation = "0c7f6f9e-8f0e-4a55-9c5b-1d2e3f4a5b6c";

let at: ReviewerScene;
beforeEach(async () => {
  at = await ReviewerScene.make();
}, 60_000);
afterEach(() => at.dispose());

const configuration = (): string => join(dirname(at.scene.repository.root), "configuration");

describe("who works on a session", { timeout: 120_000 }, () => {
  it("is kept by fork create and new, as the command line or else the environment says, and shown", async () => {
    const { repository } = at.scene;
    const json = async (...args: readonly string[]): Promise<unknown> =>
      JSON.parse((await at.wfs(...args, "--json")).stdout);
    await at.wfs("fork", "create", "one", "--session", "WFS-base", "--agent", "codex", "--conversation", conversation);
    const env = {
      XDG_CONFIG_HOME: configuration(),
      WORKFLOW_AGENT: "claude-code",
      WORKFLOW_CONVERSATION: conversation,
    };
    await wfs(["fork", "create", "two", "--session", "WFS-base"], { cwd: at.scene.worktree(), env });
    await at.wfs("new", "three", "--project", "Three", "--no-activate");
    const { forks } = (await json("fork", "list")) as { forks: readonly { id: string; agent: unknown }[] };
    const agents = Object.fromEntries(forks.map((one) => [one.id, one.agent]));
    expect(agents).toEqual({
      [fork]: null,
      "WFS-one": { name: "codex", conversation },
      "WFS-two": { name: "claude-code", conversation },
    });
    expect(await json("show", "WFS-one")).toMatchObject({ agent: { name: "codex", conversation } });
    expect(await json("show", "WFS-three")).toMatchObject({ agent: null });
    const record = readFileSync(repository.path(".workflow", "WFS-one", "workflow-session.json"), "utf8");
    expect(JSON.parse(record)).toMatchObject({ agent: { name: "codex", conversation } });
  });

  it.each([
    ["claude-code", "CLAUDE_CODE_SESSION_ID"],
    ["codex", "CODEX_THREAD_ID"],
  ])("is learned from what %s says to the programs it starts, where nothing else says it", async (name, variable) => {
    const env = { XDG_CONFIG_HOME: configuration(), [variable]: conversation };
    expect(
      await wfs(["request", "merge", "--session", fork, "-m", "Bring the fork"], { cwd: at.scene.worktree(), env }),
    ).toMatchObject({ exitCode: 0 });
    const view = await at.arrived();
    expect(view.request).toMatchObject({ requested_by: name, agent: { name, conversation } });
    const make = (slug: string, more: Readonly<Record<string, string>>) =>
      wfs(["fork", "create", slug, "--session", "WFS-base"], {
        cwd: at.scene.repository.root,
        env: { ...env, ...more },
      });
    await make("one", {});
    await make("two", { WORKFLOW_CONVERSATION: "other" });
    await make("three", { WORKFLOW_AGENT: "somebody" });
    await make("four", { CLAUDE_CODE_SESSION_ID: conversation, CODEX_THREAD_ID: conversation });
    await make("five", { [variable]: "$(id)" });
    const { stdout } = await at.wfs("fork", "list", "--json");
    const { forks } = JSON.parse(stdout) as { forks: readonly { id: string; agent: unknown }[] };
    expect(Object.fromEntries(forks.map(({ id, agent }) => [id, agent]))).toEqual({
      [fork]: null,
      "WFS-one": { name, conversation },
      "WFS-two": { name, conversation: "other" },
      "WFS-three": { name: "somebody", conversation: null },
      "WFS-four": null,
      "WFS-five": { name, conversation: null },
    });
  });

  it("is never what could be an option or a command", async () => {
    const refused = await at.wfs("fork", "create", "one", "--session", "WFS-base", "--agent", "a", "--conversation=-p");
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(existsSync(at.scene.repository.path(".workflow", "WFS-one"))).toBe(false);
    const env = { XDG_CONFIG_HOME: configuration(), WORKFLOW_AGENT: "codex", WORKFLOW_CONVERSATION: "$(id)" };
    const made = await wfs(["fork", "create", "two", "--session", "WFS-base"], { cwd: at.scene.repository.root, env });
    expect(made).toMatchObject({ exitCode: 0 });
    expect(made.stderr).toContain("WORKFLOW_CONVERSATION says something that cannot be used");
    const record = readFileSync(at.scene.repository.path(".workflow", "WFS-two", "workflow-session.json"), "utf8");
    expect(JSON.parse(record)).toMatchObject({ agent: { name: "codex", conversation: null } });
  });
});
