import { existsSync, readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RequestId } from "../../../src/core/sessions/model/requestId.ts";
import { base, fork } from "../review/gateScene.ts";
import { ReviewerScene } from "./reviewerScene.ts";
import { verbsIn, wfs } from "./wfs.ts";

let at: ReviewerScene;
let main: string;
beforeAll(async () => {
  at = await ReviewerScene.make();
  const gate = await at.gate(); // The reviewer's key is there, as on a machine where grants happen.
  await gate.recover();
  at.scene.repository.write("b.txt", "an edit in the main checkout\n");
  const { repository } = at.scene;
  repository.git("init", "--quiet", "--bare", repository.beside("shop.git"));
  repository.git("remote", "add", "origin", `file://${repository.beside("shop.git")}`);
  main = at.scene.at("main");
}, 60_000);
afterAll(() => at.dispose());

/** A request of each kind that waits, made anew where the verb before has ended it. */
async function waiting(): Promise<readonly RequestId[]> {
  const ask = [() => at.scene.askMerge(), () => at.scene.askTeardown(), () => at.scene.askCommit(base)];
  const views = (await at.scene.requests.list()).filter(({ state }) => state === "waiting");
  const kinds = new Set(views.map(({ request }) => request?.kind));
  const missing = (["merge", "teardown", "commit"] as const).flatMap((kind, index) => (kinds.has(kind) ? [] : [index]));
  const made = [];
  for (const index of missing) made.push(await ask[index]?.().catch(() => undefined));
  return [...views, ...made.filter((view) => view !== undefined)].map(({ id }) => id);
}

/** Every decision, receipt and claim there is, wherever it lies. */
function verdicts(): readonly string[] {
  const roots = [at.scene.repository.path(".workflow"), at.home.directory];
  return roots.flatMap((root) =>
    existsSync(root)
      ? readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) =>
          /(?:^|\/)(?:decision|receipt)\.json$|^(?:claims|receipts)\/.*-[0-9a-f]{8}/u.test(path),
        )
      : [],
  );
}

type Call = readonly [verb: string, ...args: readonly string[]];

/** Plausible arguments of every verb that changes something, those that end something last; `{id}` is a request that waits. */
const changing: readonly Call[] = [
  ["doctor", "--fix"],
  ["init"],
  ["new", "another", "--project", "Grant everything"],
  ["switch", base],
  ["pause"],
  ["resume", base],
  ["keep", "kept"],
  ["discard"],
  ["phase", "REVIEW"],
  ["task add", "grant"],
  ["task done", "grant"],
  ["save"],
  ["exec", "--", "true"],
  ["checkpoint create"],
  ["checkpoint pin", "1"],
  ["checkpoint unpin", "1"],
  ["checkpoint prune", "--older-than", "1d"],
  ["checkpoint restore", "1"],
  ["undo"],
  ["redo"],
  ["fork create", "third"],
  ["fork open", fork],
  ["run start", "third", "--lane", "release", "--session", "third"],
  ["run exec", "third", "--", "true"],
  ["run reset", "third"],
  ["run retry", "third"],
  ["run teardown", "third"],
  ["sweep"],
  ["adopt"],
  ["found"],
  ["events"],
  ["annotate add", "--session", fork, "-m", "Granted, says the reviewer.", "--label", "ready-to-commit"],
  ["annotate reply", "20260101T000000000Z-aaaaaaaaaaaa", "-m", "Granted."],
  ["annotate resolve", "20260101T000000000Z-aaaaaaaaaaaa"],
  ["request merge", "--session", fork, "--into", "main", "-m", "Again", "--by", "ada", "--wait", "0"],
  ["request commit", "--session", base, "-m", "Again", "--by", "ada", "--wait", "0"],
  ["request teardown", "--session", fork, "--by", "ada", "--wait", "0"],
  ["request publish", "--session", fork, "--to", "main", "-m", "Again", "--by", "ada", "--wait", "0"],
  ["approvals withdraw", "{id}"],
  ["fork sync", fork],
  ["complete", fork, "--archive"],
  ["fork remove", fork],
  ["delete", base],
  ["delete", fork, "--force"],
];

/** The others, which can run at the same time. */
const reading: readonly Call[] = [
  ["status"],
  ["list", "--state", "active"],
  ["checkpoint list"],
  ["checkpoint show", "1"],
  ["checkpoint diff", "1"],
  ["fork list"],
  ["run list", "--all"],
  ["run show", "third"],
  ["fork diff", fork],
  ["fork compare", fork, "WFS-third"],
  ["show"],
  ["annotate list"],
  ["approvals list", "--all"],
  ["approvals show", "{id}"],
  ["approvals prompt", "{id}"],
  ["approvals wait", "{id}", "--timeout", "0"],
  ["audit verify"],
];

it("every verb that wfs says it has is tried", async () => {
  const { stdout } = await wfs(["--help"]);
  expect([...new Set([...changing, ...reading].map(([verb]) => verb))].toSorted()).toEqual(verbsIn(stdout).toSorted());
});

async function expectNothingGranted(calls: readonly Call[]): Promise<void> {
  const [id = ""] = await waiting();
  const names = calls.map(([verb]) => verb).join(", ");
  expect(id, `something waits before ${names}`).not.toBe("");
  await Promise.all(
    calls.map(async ([verb, ...args]) => {
      const words = [...verb.split(" "), ...args.map((word) => (word === "{id}" ? id : word))];
      const { exitCode, stderr } = await at.wfs(...words);
      expect(exitCode, `${words.join(" ")}: ${stderr}`).not.toBe(2);
    }),
  );
  expect(verdicts(), names).toEqual([]);
  expect(at.scene.at("main"), names).toBe(main);
  expect(at.scene.repository.gitIn(at.scene.repository.beside("shop.git"), "for-each-ref"), names).toBe("");
}

it("no verb grants: nothing is decided, claimed or executed by it, and main stays where it is", async () => {
  for (const call of changing) {
    await expectNothingGranted([call]);
    if (call[0] === "fork create") await expectNothingGranted(reading); // There is something to read by now.
  }
  const decided = (await at.scene.requests.list({ all: true })).filter(({ decision, receipt }) => decision ?? receipt);
  expect(decided).toEqual([]);
}, 240_000);

it("a grant is seen by what the test looks at", async () => {
  const other = await ReviewerScene.make();
  const kept = at;
  try {
    at = other;
    const view = await other.scene.askMerge();
    expect(verdicts()).toEqual([]);
    const gate = await other.gate();
    await gate.grant(await gate.prepare(view.id), "ada");
    const found = verdicts().map((path) => path.split("/").at(-1));
    expect(found).toEqual(expect.arrayContaining(["decision.json", "receipt.json", view.id]));
  } finally {
    at = kept;
    other.dispose();
  }
}, 60_000);

it.each(["grant", "approve", "execute", "decide", "deny", "settle", "undo"])(
  "there is no approvals %s",
  async (verb) => {
    const { exitCode } = await wfs(["approvals", verb, "20260907T100000Z-merge-1a2b3c4d"]);
    expect(exitCode).toBe(2);
  },
);
