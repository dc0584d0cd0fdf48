import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Agent, type Ended, proposal } from "./support/agent.ts";
import { createGitShop, git, showSessions, write } from "./support/gitShop.ts";
import { openReview, ReviewPanel } from "./support/reviewPanel.ts";
import { shareWorkbench } from "./support/workbench.ts";
import { reloadOnceStored } from "./support/windowState.ts";

const session = "WFS-user-profile";
const fork = "WFS-timeout";

interface Listed {
  readonly annotations: readonly {
    readonly id: string;
    readonly body: string;
    readonly review: { readonly id: string; readonly summary: string | null } | null;
    readonly suggestion: {
      readonly patch: string | null;
      readonly applies: boolean;
      readonly applied: string | null;
    } | null;
  }[];
}

describe("a review that is collected and sent at once", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    return { folder: root, theme: "light" };
  });
  const agent = (): Agent => new Agent(root, window().environment);
  const read = async (): Promise<Listed["annotations"]> =>
    (JSON.parse(await agent().wfs("annotate", "list", "--session", fork, "--json")) as Listed).annotations;
  let answer: Promise<Ended>;

  it("keeps comments for the person alone", async () => {
    await showSessions(window(), session);
    await write(window().environment["XDG_CONFIG_HOME"] ?? "", {
      "git/config": "[user]\n\tname = Grace Hopper\n\temail = grace@example.org\n",
    });
    answer = agent().shell(
      proposal(
        "timeout",
        "echo 'def login(user):\n    return check(user.password, timeout=5)' > src/login.py",
        "Give the check a time limit",
      ),
    );
    const panel = await openReview(window(), `Merge ${fork} into main`, "Give the check a time limit");
    await panel.press("Comment on the whole proposal");
    await panel.page.getByRole("textbox", { name: "Comment (Markdown)" }).fill("A test is missing.");
    await panel.press("Start Review");
    await panel.says("1 comment not sent yet");
    await panel.openFile("src/login.py", "timeout=5");
    await panel.page.locator('.number.new[data-line="2"]').click();
    await panel.press("Suggest Change");
    const lines = panel.page.getByRole("textbox", { name: "Suggested lines" });
    await expect.poll(() => lines.inputValue()).toBe("    return check(user.password, timeout=5)");
    await lines.fill("    seconds = 5\n    return check(user.password, timeout=seconds)");
    await panel.page.getByRole("textbox", { name: "Comment (Markdown)" }).fill("Name the seconds.");
    await panel.press("Add to Review");
    await panel.says("2 comments not sent yet");
    await window().screenshot("review-drafts-light");
    expect(await read()).toEqual([]);
  });

  it("has them after the window was loaded anew, and sends them with a summary", async () => {
    await reloadOnceStored(window().page, '"request":"');
    await window().page.locator(".tabs-container .tab").getByText(`Merge ${fork} into main`).first().click();
    const panel = new ReviewPanel(window());
    await panel.says("2 comments not sent yet");
    expect(await read()).toEqual([]);
    await panel.press("Add Summary");
    await panel.page.getByRole("textbox", { name: "Summary" }).fill("Almost there.\n\nTwo things.");
    await panel.press("Send Review");
    await expect.poll(() => panel.page.getByText("2 comments not sent yet").count()).toBe(0);
    const sent = await read();
    expect(sent.map(({ body }) => body)).toEqual(["A test is missing.", "Name the seconds."]);
    expect(new Set(sent.map(({ review }) => review?.id)).size).toBe(1);
    expect(sent[0]?.review?.summary).toBe("Almost there.\n\nTwo things.");
  });

  it("reaches the agent that waits, as a request that still does", async () => {
    const { code, stdout } = await answer;
    expect(code).toBe(4);
    const { state, comments } = JSON.parse(stdout) as {
      readonly state: string;
      readonly comments: Listed["annotations"];
    };
    expect([state, ...comments.map(({ body }) => body)]).toEqual([
      "waiting",
      "A test is missing.",
      "Name the seconds.",
    ]);
    await new ReviewPanel(window()).says(/^Handed over to agent-1, which waited for it, /u);
  });

  it("gives the agent a patch that git applies", async () => {
    const [, comment] = await read();
    expect(comment?.suggestion).toMatchObject({ applies: true, applied: null });
    const patch = join(root, ".worktrees", "suggested.patch");
    await write(root, { ".worktrees/suggested.patch": comment?.suggestion?.patch ?? "" });
    await git(join(root, ".worktrees", fork), "apply", "--check", patch);
  });

  it("collects and sends comments of the diff editor as well", async () => {
    const panel = new ReviewPanel(window());
    await panel.openFile("src/login.py", "timeout=5");
    await panel.press("Open in diff editor");
    await expect.poll(() => window().editorText(), { timeout: 30_000 }).toContain("timeout=5");
    await window().page.locator(".editor.modified .margin-view-overlays .comment-range-glyph").first().click();
    const form = window().page.locator(".editor.modified .review-widget").filter({ hasText: "Add to Review" });
    await form.locator(".comment-form .view-lines").first().click();
    await window().page.keyboard.type("Say what login answers.");
    await window().screenshot("review-native-comment-light");
    await form
      .locator(".monaco-button")
      .filter({ hasText: /^Add to Review$/u })
      .click();
    const draft = window().page.locator(".review-widget").filter({ hasText: "Say what login answers." });
    await draft.getByText("Draft, not sent yet").waitFor();
    expect((await read()).length).toBe(2);
    expect(await draft.getByRole("button", { name: "Copy Comment Id" }).count()).toBe(0);
    await window().screenshot("review-native-draft-light");
    await window().page.locator(".tabs-container .tab").getByText(`Merge ${fork} into main`).first().click();
    await panel.says("1 comment not sent yet");
    await window().page.locator(".tabs-container .tab").getByText("login.py").first().click();
    await draft.getByRole("button", { name: "Send Review" }).click();
    await expect.poll(async () => (await read()).map(({ body }) => body)).toContain("Say what login answers.");
    await expect.poll(() => draft.getByText("Draft, not sent yet").count()).toBe(0);
    expect((await read()).at(-1)?.review).not.toBe(null);
    await expect.poll(() => draft.locator(".review-thread-reply-button").count()).toBe(1);
    await window().screenshot("review-native-sent-light");
    await window().runCommand("View: Close Editor");
  });

  it("applies it to the fork in the person's name with one click, and the request is stale by that", async () => {
    const head = await git(root, "rev-parse", `session/${fork}`);
    const panel = new ReviewPanel(window());
    await panel.press("Apply Suggestion");
    await panel.says(/Applied as [0-9a-f]{10}/u);
    const made = await git(root, "log", "-1", "--format=%P|%an|%s|%H", `session/${fork}`);
    const [parent, author, subject, commit = ""] = made.split("|");
    expect([parent, author, subject]).toEqual([head, "Grace Hopper", "Apply suggestion to src/login.py"]);
    expect(await readFile(join(root, ".worktrees", fork, "src/login.py"), "utf8")).toBe(
      "def login(user):\n    seconds = 5\n    return check(user.password, timeout=seconds)\n",
    );
    expect(await git(join(root, ".worktrees", fork), "status", "--porcelain")).toBe("");
    expect((await read())[1]?.suggestion).toMatchObject({ applies: false, applied: commit });
    await window().screenshot("review-applied-light");
    await expect.poll(() => panel.isOn("Ask again"), { timeout: 30_000 }).toBe(true);
  });
});
