import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Agent, type Ended, proposal } from "./support/agent.ts";
import { createGitShop, git, replaceInFile, showSessions, write } from "./support/gitShop.ts";
import { openReview, ReviewPanel } from "./support/reviewPanel.ts";
import { shareWorkbench } from "./support/workbench.ts";

const session = "WFS-user-profile";

describe("an agent asks, a person decides", () => {
  let root = "";
  let main = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    return { folder: root, theme: "light" };
  });
  const agent = (): Agent => new Agent(root, window().environment);
  let answer: Promise<Ended>;

  it("shows that somebody waits, wherever one looks", async () => {
    await showSessions(window(), session);
    main = await git(root, "rev-parse", "main");
    answer = agent().shell(
      proposal(
        "timeout",
        "echo 'def login(user):\n    return check(user.password, timeout=5)' > src/login.py",
        "Give the check a time limit",
      ),
    );
    await expect
      .poll(() => window().tree("Reviews").labels(), { timeout: 60_000 })
      .toContain("Merge WFS-timeout into main");
    await expect.poll(async () => (await window().notifications.texts()).join()).toContain("WFS-timeout");
    await expect.poll(() => window().statusBar.text()).toContain("1");
    await window().screenshot("review-waiting-light");
  });

  it("shows exactly what would happen", async () => {
    const panel = await openReview(window(), "Merge WFS-timeout into main", "Merge WFS-timeout into main");
    await panel.says("Give the check a time limit");
    // The message that led here does not lie over the page.
    await expect.poll(() => window().notifications.texts()).toEqual([]);
    await panel.openFile("src/login.py", "timeout=5");
    await window().screenshot("review-panel-light");
  });

  it("lets the agent answer what a person writes on a line", async () => {
    const agent1 = agent();
    await agent1.wfs(
      "annotate",
      "add",
      "--session",
      "WFS-timeout",
      "--file",
      "src/login.py",
      "--line",
      "2",
      "-m",
      "The old call had no time limit.",
    );
    const panel = new ReviewPanel(window());
    await panel.says("The old call had no time limit.");
    await window().screenshot("review-annotated-light");
  });

  it("asks natively before anything happens, and Enter only looks", async () => {
    const panel = new ReviewPanel(window());
    await panel.press("Grant…");
    await window().dialog.waitUntilOpen();
    expect(await window().dialog.message()).toContain("Merge WFS-timeout into main");
    expect(await window().dialog.focusedButton()).not.toBe("Grant");
    await window().screenshot("review-modal-light");
    await window().page.keyboard.press("Enter");
    await window().dialog.locator.waitFor({ state: "hidden" });
    expect(await git(root, "rev-parse", "main")).toBe(main);
  });

  it("merges what was shown once it is granted, and the agent gets its answer", async () => {
    const panel = new ReviewPanel(window());
    await panel.grant();
    const { code, stdout, stderr } = await answer;
    expect(code).toBe(0);
    expect(JSON.parse(stderr)).toEqual({ asked: { id: expect.any(String) as string } });
    expect(JSON.parse(stdout)).toMatchObject({ state: "executed" });
    expect(await git(root, "rev-parse", "main~1")).toBe(main);
    expect(await git(root, "show", "main:src/login.py")).toContain("timeout=5");
    expect(await readFile(join(root, "src/login.py"), "utf8")).toContain("timeout=5");
    expect(await git(root, "log", "-1", "--format=%s", "main")).toBe("Give the check a time limit");
    expect(await git(root, "status", "--porcelain", "--", "src")).toBe("");
    await panel.says("Granted and done.");
    // What the page says, no message says once more over its buttons.
    expect((await window().notifications.texts()).join()).not.toContain("main moved");
    await window().screenshot("review-executed-light");
  });
});

describe("other answers", () => {
  let root = "";
  const window = shareWorkbench(async () => {
    root = await createGitShop();
    return { folder: root };
  });
  const agent = (): Agent => new Agent(root, window().environment);

  it("denies with a reason, which the agent reads", async () => {
    await showSessions(window(), session);
    const main = await git(root, "rev-parse", "main");
    const answer = agent().shell(proposal("denied", "echo 'ROUTES = []' > src/api.py", "Remove all routes"));
    const panel = await openReview(window(), "Merge WFS-denied into main", "Remove all routes");
    await panel.refuse("Deny…", "The shop needs its routes.");
    const { code, stdout } = await answer;
    expect(code).toBe(3);
    expect(stdout).toContain("The shop needs its routes.");
    expect(await git(root, "rev-parse", "main")).toBe(main);
    await panel.says("The shop needs its routes.");
    await window().screenshot("review-denied-dark");
  });

  it("stays true when the target moves beside it; a question that was open then grants nothing", async () => {
    const answer = agent().shell(proposal("beside", "echo 'SIZE = 2' > src/size.py", "A size"));
    const panel = await openReview(window(), "Merge WFS-beside into main", "A size");
    await panel.openFile("src/size.py", "SIZE");
    await panel.press("Grant…");
    await window().dialog.waitUntilOpen();
    await git(root, "commit", "--quiet", "--allow-empty", "-m", "somebody else was faster");
    const main = await git(root, "rev-parse", "main");
    await panel.says("Updated: main moved to");
    await window().dialog.press("Grant");
    await panel.says(/while the question was open/u);
    await window().screenshot("review-updated-dark");
    expect(await git(root, "rev-parse", "main")).toBe(main);
    await panel.press("Grant…");
    await window().dialog.waitUntilOpen();
    await window().dialog.press("Grant");
    expect((await answer).code).toBe(0);
    expect(await git(root, "rev-parse", "main~1")).toBe(main);
  });

  it("is stale as soon as the target changes what was asked, and can be asked again", async () => {
    await write(root, { "src/rate.py": "RATE = 1\n\nNAME = 'a'\n" });
    await git(root, "add", "src/rate.py");
    await git(root, "commit", "--quiet", "-m", "rate");
    const answer = agent().shell(proposal("stale", "sed -i s/1/2/ src/rate.py", "A rate"));
    const panel = await openReview(window(), "Merge WFS-stale into main", "A rate");
    await expect.poll(() => panel.isOn("Grant…"), { timeout: 30_000 }).toBe(true);
    await replaceInFile(join(root, "src/rate.py"), "NAME = 'a'", "NAME = 'b'");
    await git(root, "commit", "--quiet", "-a", "-m", "another name");
    await expect.poll(() => panel.isOn("Grant…"), { timeout: 5_000 }).toBe(false);
    await window().screenshot("review-stale-dark");
    expect((await answer).code).toBe(5);
    await panel.press("Ask again");
    await expect.poll(() => panel.isOn("Grant…"), { timeout: 30_000 }).toBe(true);
    await panel.openFile("src/rate.py", "RATE");
    await panel.grant();
    // Until it is merged, main moves under the next test.
    await expect.poll(() => git(root, "log", "-1", "--format=%s", "main"), { timeout: 60_000 }).toBe("A rate");
  });

  it("keeps what a person has edited meanwhile, in the same file too", async () => {
    await write(root, { "src/notes.txt": "mine\n" });
    await replaceInFile(join(root, "src/cart.py"), "def total(items):", "def total(items, tax=0):");
    const answer = agent().shell(
      proposal(
        "kept",
        "echo '\n\ndef empty(items):\n    return not items' >> src/cart.py",
        "Say when the cart is empty",
      ),
    );
    const panel = await openReview(window(), "Merge WFS-kept into main", "Say when the cart is empty");
    await panel.openFile("src/cart.py", "def empty(items):");
    await panel.grant();
    expect((await answer).code).toBe(0);
    const cart = await readFile(join(root, "src/cart.py"), "utf8");
    expect(cart).toContain("tax=0");
    expect(cart).toContain("def empty(items):");
    expect(await git(root, "show", "main:src/cart.py")).not.toContain("tax=0");
    expect(await readFile(join(root, "src/notes.txt"), "utf8")).toBe("mine\n");
  });

  it("refuses whole where edits overlap, and names the files", async () => {
    const before = await git(root, "rev-parse", "main");
    await replaceInFile(join(root, "src/api.py"), "'/cart'", "'/basket'");
    const edited = await readFile(join(root, "src/api.py"), "utf8");
    const answer = agent().shell(
      proposal("overlap", "sed -i s,/cart,/trolley, src/api.py", "Another name for the cart"),
    );
    const panel = await openReview(window(), "Merge WFS-overlap into main", "Another name for the cart");
    await panel.says("src/api.py");
    await window().screenshot("review-overlap-dark");
    expect(await panel.isOn("Grant…")).toBe(false);
    expect(await git(root, "rev-parse", "main")).toBe(before);
    expect(await readFile(join(root, "src/api.py"), "utf8")).toBe(edited);
    await panel.refuse("Ask for changes…", "I am renaming it myself.");
    expect((await answer).code).toBe(3);
  });

  it("shows the audit log, and that nobody changed it", async () => {
    await window().runCommand("Workflow Sessions: Show Audit Log");
    await window().webview(-1).getByText("The log is whole").waitFor();
    await window().webview(-1).getByText("The shop needs its routes.").waitFor();
    await window().screenshot("audit-log-dark");
    expect(await agent().wfs("audit", "verify")).toContain("none changed or missing");
  });
});
