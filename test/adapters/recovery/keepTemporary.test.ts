import { existsSync, readdirSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { NodeFileSystem } from "../../../src/adapters/nodeFileSystem.ts";
import { SystemRandom } from "../../../src/adapters/systemRandom.ts";
import { sessionIdFromSlug } from "../../../src/core/sessions/model/sessionId.ts";
import { temporaryId } from "../../../src/core/sessions/sessionContext.ts";
import { DyingProgram } from "../../support/dying.ts";
import { limit } from "../../support/effort.ts";
import { GitRepository } from "../../support/gitRepository.ts";
import { sessionsWithCheckpoints } from "./keepScene.ts";

let program: DyingProgram;
beforeAll(async () => {
  program = await DyingProgram.bundle(new URL("./dyingKeep.ts", import.meta.url));
});
afterAll(() => program.dispose());

let repository: GitRepository;
afterEach(() => repository.dispose());

const kept = sessionIdFromSlug("kept");
const fs = new NodeFileSystem(new SystemRandom());
const ofScene = (ahead = 0): ReturnType<typeof sessionsWithCheckpoints> =>
  sessionsWithCheckpoints(repository.root, { fs, git: repository.port() }, ahead);

/** A temporary workspace with two checkpoints, one of them pinned, and a restore that can be undone. */
async function worked(): Promise<void> {
  repository = new GitRepository({ files: { "a.txt": "one\n" } });
  const { sessions, checkpoints } = ofScene();
  await sessions.init();
  await sessions.ensureTemporary();
  await checkpoints.take(temporaryId, { message: "first" });
  repository.write("a.txt", "two\n");
  await checkpoints.take(temporaryId);
  await checkpoints.pin(temporaryId, 1);
  await checkpoints.restore(temporaryId, 1);
}

function refsOf(session: string, ...kinds: readonly string[]): readonly string[] {
  const prefix = `refs/workflow/${session}/`;
  const lines = repository.git("for-each-ref", "--format=%(refname) %(objectname)", prefix).split("\n");
  return lines
    .map((line) => line.slice(prefix.length))
    .filter((line) => kinds.some((kind) => line.startsWith(`${kind}/`)));
}

const handed = ["checkpoints", "pins", "undo", "redo"] as const;
const isThere = (name: string): boolean => existsSync(repository.path(".workflow", name));

describe("a keep that is killed", () => {
  it(
    "leaves the workspace or the session, and with it, once anything else is done, all checkpoints",
    { timeout: limit(120_000) },
    async () => {
      await worked();
      const before = refsOf(temporaryId, ...handed);
      expect(before).toHaveLength(4);
      const outcomes = new Set<string>();
      await program.everywhere(
        repository,
        { do: "keep" },
        async (where) => {
          const { sessions, checkpoints } = ofScene(60_000);
          expect(isThere(".temporary") !== isThere(kept), where).toBe(true);
          const halfway = refsOf(temporaryId, "keeping").length > 0;
          const commits = [...refsOf(temporaryId, ...handed), ...refsOf(kept, ...handed)];
          expect([...new Set(commits)].toSorted(), where).toEqual([...before].toSorted());
          await sessions.settleTemporary();
          const owner = isThere(kept) ? kept : temporaryId;
          outcomes.add(`${owner}${halfway ? ", halfway" : ""}`);
          expect(refsOf(owner, ...handed), where).toEqual(before);
          expect(refsOf(owner === kept ? temporaryId : kept, ...handed, "keeping"), where).toEqual([]);
          expect(refsOf(temporaryId, "keeping"), where).toEqual([]);
          if (owner === temporaryId) await sessions.keepTemporary("kept");
          expect((await sessions.get(kept)).record.session_id, where).toBe(kept);
          expect(refsOf(kept, ...handed), where).toEqual(before);
          expect((await checkpoints.list(kept)).map(({ session }) => session)).toEqual([kept, kept]);
          repository.write("a.txt", "three\n");
          await checkpoints.undo(kept);
          expect(repository.read("a.txt")).toBe("two\n");
        },
        { into: 8 },
      );
      expect([...outcomes].toSorted()).toEqual([
        "WFS-kept",
        "WFS-kept, halfway",
        "WFS-temporary",
        "WFS-temporary, halfway",
      ]);
    },
  );
});

describe("a discard that is killed", () => {
  it(
    "leaves the workspace, until all is gone, and every checkpoint can be found",
    { timeout: limit(120_000) },
    async () => {
      await worked();
      const commits = refsOf(temporaryId, "checkpoints").map((line) => line.split(" ")[1]);
      await program.everywhere(repository, { do: "discard" }, async (where) => {
        const { sessions, checkpoints } = ofScene(60_000);
        const all = refsOf(temporaryId, "checkpoints", "pruned").map((line) => line.split(" ")[1]);
        expect(all, where).toEqual(expect.arrayContaining(commits));
        if (isThere(".temporary")) await sessions.discardTemporary(true);
        expect(await sessions.temporary(), where).toBeUndefined();
        expect(await checkpoints.list(temporaryId), where).toEqual([]);
        expect(refsOf(temporaryId, "pruned").map((line) => line.split(" ")[1])).toEqual(
          expect.arrayContaining(commits),
        );
      });
    },
  );
});

describe("a deletion that is killed", () => {
  it(
    "leaves the session, until it is set aside, and every checkpoint can be found",
    { timeout: limit(120_000) },
    async () => {
      await worked();
      const { sessions: first } = ofScene();
      await first.keepTemporary("kept");
      await first.pause();
      const commits = refsOf(kept, "checkpoints").map((line) => line.split(" ")[1]);
      await program.everywhere(repository, { do: "delete" }, async (where) => {
        const { sessions, checkpoints } = ofScene(60_000);
        const all = refsOf(kept, "checkpoints", "pruned").map((line) => line.split(" ")[1]);
        expect(all, where).toEqual(expect.arrayContaining(commits));
        const aside = isThere(kept)
          ? (await sessions.setAside(kept)).path
          : repository.path(".workflow/.deleted", readdirSync(repository.path(".workflow/.deleted"))[0] ?? "");
        expect(existsSync(`${aside}/workflow-session.json`), where).toBe(true);
        expect(await sessions.list(), where).toEqual([]);
        expect(await checkpoints.list(kept), where).toEqual([]);
        expect(refsOf(kept, "pruned").map((line) => line.split(" ")[1])).toEqual(expect.arrayContaining(commits));
      });
    },
  );
});

describe("a keep that fails", () => {
  it("gives the checkpoints back", async () => {
    await worked();
    const before = refsOf(temporaryId, ...handed);
    const { sessions } = sessionsWithCheckpoints(repository.root, {
      git: repository.port(),
      fs: new Proxy(fs, {
        get: (target, name) => {
          const method = Reflect.get(target, name) as (...parameters: readonly unknown[]) => unknown;
          return (...parameters: readonly unknown[]): unknown => {
            if (name === "rename" && String(parameters[1]).endsWith("/WFS-kept")) throw new Error("Injected.");
            return method.apply(target, parameters as unknown[]);
          };
        },
      }),
    });
    await expect(sessions.keepTemporary("kept")).rejects.toThrow("Injected.");
    expect(refsOf(temporaryId, ...handed)).toEqual(before);
    expect([...refsOf(kept, ...handed), ...refsOf(temporaryId, "keeping")]).toEqual([]);
  });
});
