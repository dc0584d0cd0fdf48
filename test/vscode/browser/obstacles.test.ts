import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Agent, type Ended, proposal } from "./support/agent.ts";
import { commitFiles, createGitShop, git, showSessions, write } from "./support/gitShop.ts";
import { openReview } from "./support/reviewPanel.ts";
import { shareWorkbench } from "./support/workbench.ts";

const session = "WFS-user-profile";
const tasks = `.workflow/${session}/TODO_LIST.md`;
const submodule = ["-c", "protocol.file.allow=always", "submodule", "--quiet"];

/** A shop that commits its sessions and has a submodule, with a later commit of that. */
async function createTrackedShop(): Promise<{ readonly root: string; readonly later: string }> {
  const root = await createGitShop();
  const lib = `${root}-lib`;
  await mkdir(lib);
  await git(lib, "init", "--quiet", "--initial-branch=main");
  await commitFiles(lib, { f: "1\n" }, "one");
  await git(root, ...submodule, "add", lib, "lib");
  await commitFiles(lib, { f: "2\n" }, "two");
  await write(root, { ".gitignore": "*.env\n", [tasks]: "- [ ] IMPL-1\n" });
  await git(root, "add", "-A");
  await git(root, "commit", "--quiet", "-m", "Sessions, and a library");
  await git(join(root, "lib"), "fetch", "--quiet");
  return { root, later: await git(lib, "rev-parse", "HEAD") };
}

describe.each(["dark", "light"] as const)("what is in the way of a grant (%s)", (theme) => {
  let root = "";
  let later = "";
  const window = shareWorkbench(async () => {
    ({ root, later } = await createTrackedShop());
    return { folder: root, theme };
  });
  let answer: Promise<Ended>;

  it("has a name of its own each, as long as it is there", async () => {
    await showSessions(window(), session);
    const edits = [
      "echo 'def login(user): return True' > src/login.py",
      "mkdir -p config && echo TOKEN=1 > config/local.env && git add -f config/local.env",
      `git -C lib fetch --quiet && git -C lib checkout --quiet ${later}`,
      `printf -- '- [x] IMPL-1\\n' > ${tasks}`,
      "echo big > src/big.bin",
    ].join("\n");
    await write(root, { "src/login.py": "mine\n" });
    const agent = new Agent(root, window().environment);
    answer = agent.shell(proposal("everything", edits, "Everything at once"));
    const review = await openReview(window(), "Merge WFS-everything into main", "Everything at once");
    await review.says("Your edits overlap");
    await window().screenshot(`obstacle-edits-${theme}`);

    await write(root, { "config/local.env": "mine\n" });
    await git(root, "checkout", "--quiet", "--", "src/login.py");
    await review.says("Something that no checkpoint holds");
    expect(await review.page.getByText("Your edits overlap").count()).toBe(0);
    await window().screenshot(`obstacle-ignored-${theme}`);

    await write(root, { "lib/untracked": "mine\n" });
    await rm(join(root, "config"), { recursive: true });
    await review.says("Submodules that have work of their own");
    await window().screenshot(`obstacle-submodule-${theme}`);

    await git(root, "sparse-checkout", "set", "--no-cone", "/*", "!/src/login.py");
    await rm(join(root, "lib/untracked"));
    await review.says("outside of your sparse checkout");
    await window().screenshot(`obstacle-sparse-${theme}`);

    await write(root, { "src/big.bin": "x".repeat(21 * 1024 * 1024) });
    await git(root, "sparse-checkout", "disable");
    await review.says("No checkpoint can hold these files of yours");
    await window().screenshot(`obstacle-left-out-${theme}`);

    await rm(join(root, "src/big.bin"));
    await expect.poll(() => review.page.getByText("Something is in the way").count(), { timeout: 30_000 }).toBe(0);
  });

  it("files of sessions come first, and with the grant, and what is not committed is named", async () => {
    await write(join(root, ".worktrees/WFS-everything"), { "left.txt": "not committed\n" });
    await window().runCommand("View: Close All Editors");
    const review = await openReview(window(), "Merge WFS-everything into main", "Everything at once");
    await review.says("Files of sessions (1)");
    await review.says(/not committed, so/u);
    await window().screenshot(`review-sessions-${theme}`);
    expect(await review.isOn("Grant…")).toBe(false);
    await review.openFile(tasks, "IMPL-1");
    await window().screenshot(`review-session-file-${theme}`);
    for (const path of ["config/local.env", "lib", "src/big.bin", "src/login.py"]) {
      await review.file(path).click();
      await expect.poll(() => review.page.locator(".fileHead h2").textContent()).toBe(path);
      await expect.poll(() => review.page.locator(".file .spinner").count()).toBe(0);
    }
    const active = await readFile(join(root, `.workflow/.active-${session}`), "utf8");
    await review.grant();
    expect(JSON.parse((await answer).stdout)).toMatchObject({ state: "executed" });
    expect(await readFile(join(root, tasks), "utf8")).toBe("- [x] IMPL-1\n");
    expect(await readFile(join(root, `.workflow/.active-${session}`), "utf8")).toBe(active);
    expect(await git(root, "rev-parse", "HEAD:lib")).toBe(later);
    await review.press("Undo");
    await window().dialog.waitUntilOpen();
    await window().dialog.press("Undo");
    await expect.poll(() => readFile(join(root, tasks), "utf8"), { timeout: 30_000 }).toBe("- [ ] IMPL-1\n");
  });

  it("a marker in a commit is not brought, and says what helps", async () => {
    const agent = new Agent(root, window().environment);
    const marked = agent.shell(
      proposal("marker", "touch .workflow/.active-WFS-evil && git add -f .workflow/.active-WFS-evil", "Make me active"),
    );
    const review = await openReview(window(), "Merge WFS-marker into main", "Make me active");
    await review.says("Each working tree has these files of sessions for itself");
    await window().screenshot(`obstacle-session-state-${theme}`);
    await review.refuse("Deny…", "No.");
    expect((await marked).code).toBe(3);
  });
});
