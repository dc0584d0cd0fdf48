import { existsSync, mkdirSync, renameSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { BranchUpdate } from "../../../src/core/checkpoints/updateBranch.ts";
import { Checkpoints } from "../../../src/core/checkpoints/checkpoints.ts";
import { branchUpdateScenes, expectRefused, type BranchUpdateScene } from "../../support/scenes/branchUpdateScene.ts";

const scene = branchUpdateScenes();

const record = ".workflow/WFS-auth/workflow-session.json";
const tasks = ".workflow/WFS-auth/TODO_LIST.md";
const files = {
  a: "1\n",
  ".workflow/.active-WFS-auth": "",
  [record]: '{"session_id":"WFS-auth","status":"active"}\n',
  [tasks]: "- [ ] one\n",
  ".workflow/WFS-auth/plan.md": "plan\n",
  ".workflow/WFS-gone/workflow-session.json": "{}\n",
};

/** A commit that ticks a task off, writes the record, brings a file of a new session and takes a session away. */
function ticking(): { readonly it: BranchUpdateScene; readonly move: BranchUpdate } {
  const it = scene({ files });
  const { repository } = it;
  const move = it.next(() => {
    repository.write("a", "2\n");
    repository.write(record, '{"session_id":"WFS-auth","status":"completed"}\n');
    repository.write(tasks, "- [x] one\n");
    repository.write(".workflow/archives/WFS-new/notes.md", "new\n");
    repository.remove(".workflow/WFS-gone/workflow-session.json");
  });
  return { it, move };
}

const state = ({ repository, main, status }: BranchUpdateScene): unknown => [repository.tree(), main, status];

describe("files of sessions that a branch brings", () => {
  it("come with it and go back with it, exactly these, and no other edit among the sessions is touched", async () => {
    const { it, move } = ticking();
    const { repository, checkpoints, id } = it;
    repository.write(".workflow/WFS-auth/plan.md", "mine\n");
    repository.write(".workflow/WFS-auth/untracked.md", "mine\n");
    renameSync(repository.path(".workflow/.active-WFS-auth"), repository.path(".workflow/.active-WFS-other"));
    const before = state(it);
    const ordinary = await checkpoints.take(id);
    const { safety } = await checkpoints.updateBranchAndWorktree(id, move);
    expect([repository.read(record), repository.read(tasks)]).toEqual([
      '{"session_id":"WFS-auth","status":"completed"}\n',
      "- [x] one\n",
    ]);
    expect(repository.read(".workflow/archives/WFS-new/notes.md")).toBe("new\n");
    expect(existsSync(repository.path(".workflow/WFS-gone"))).toBe(false);
    expect(repository.read(".workflow/WFS-auth/plan.md")).toBe("mine\n");
    expect(it.status).toEqual([
      " D .workflow/.active-WFS-auth",
      " M .workflow/WFS-auth/plan.md",
      "?? .workflow/.active-WFS-other",
      "?? .workflow/WFS-auth/untracked.md",
    ]);
    expect(existsSync(repository.path(".workflow/WFS-auth/.edit"))).toBe(false);
    // Neither what was edited elsewhere nor what is untracked came into the checkpoints.
    const next = await checkpoints.take(id);
    for (const { commit } of [ordinary, safety, next]) {
      expect(repository.git("show", `${commit}:.workflow/WFS-auth/plan.md`)).toBe("plan");
      expect(repository.git("ls-tree", "-r", "--name-only", commit)).not.toMatch(/untracked|other/u);
    }
    await checkpoints.revertBranchUpdate(id, { ...move, safety: safety.id });
    expect(state(it)).toEqual(before);
  });

  it("are kept in the safety checkpoint as they were edited, and the next checkpoint has the index's again", async () => {
    const { it, move } = ticking();
    const { repository, checkpoints, id } = it;
    const long = Array.from({ length: 12 }, (_, at) => `- [ ] ${at}\n`).join("");
    repository.write(tasks, long);
    repository.commitAll("more tasks");
    const from = it.main as typeof move.from;
    const ticked = it.next(() => repository.write(tasks, long.replace("[ ] 2", "[x] 2")));
    repository.write(tasks, long.replace("[ ] 9", "[ ] nine"));
    const before = state(it);
    const { safety } = await checkpoints.updateBranchAndWorktree(id, ticked);
    expect(repository.read(tasks)).toBe(long.replace("[ ] 2", "[x] 2").replace("[ ] 9", "[ ] nine"));
    expect(repository.git("show", `${safety.commit}:${tasks}`)).toContain("[ ] nine");
    const next = await checkpoints.take(id);
    expect(`${repository.git("show", `${next.commit}:${tasks}`)}\n`).toBe(long.replace("[ ] 2", "[x] 2"));
    await checkpoints.revertBranchUpdate(id, { ...ticked, safety: safety.id });
    expect([state(it), it.main]).toEqual([before, from]);
  });

  it("that the person has edited about the same places, or has lying there untracked, are in the way like any edit", async () => {
    const { it, move } = ticking();
    const { repository, checkpoints, id } = it;
    repository.write(tasks, "- [ ] mine\n");
    repository.write(".workflow/archives/WFS-new/notes.md", "mine\n");
    repository.write(".workflow/WFS-gone/workflow-session.json", "mine\n");
    await expectRefused(
      it,
      move,
      [
        ".workflow/WFS-auth/TODO_LIST.md",
        ".workflow/WFS-gone/workflow-session.json",
        ".workflow/archives/WFS-new/notes.md",
      ],
      "edits",
    );
    repository.write(".workflow/archives/WFS-new/notes.md", "new\n");
    repository.git("checkout", "--quiet", "--", tasks, ".workflow/WFS-gone");
    await checkpoints.updateBranchAndWorktree(id, move);
    expect(it.main).toBe(move.to);
  });

  it.each([
    ".workflow/.active-WFS-evil",
    ".workflow/WFS-auth/approvals/x/request.json",
    ".workflow/WFS-auth/annotations/x.json",
    ".workflow/archives/WFS-auth/annotations/x.json",
    ".workflow/WFS-auth/Memory/x.md",
    ".workflow/memory/x.md",
    ".workflow/cache/x",
    ".workflow/WFS-auth/.edit/x",
    ".workflow/WFS-auth/x.lock",
    ".workflow/.forks/WFS-auth.json",
    ".workflow/.temporary/workflow-session.json",
    ".worktrees/WFS-x/a",
  ])("%s is for each working tree itself", async (path) => {
    const it = scene({ files });
    const move = it.next(() => it.repository.write(path, "landed\n"));
    await expectRefused(it, move, [path], "session-state");
    expect(existsSync(it.repository.path(path))).toBe(false);
  });

  it("a link, and another spelling of the directory, are not carried", async () => {
    const it = scene({ files });
    const { repository } = it;
    const link = it.next(() => repository.link(".workflow/WFS-auth/notes.md", "../../a"));
    await expectRefused(it, link, [".workflow/WFS-auth/notes.md"], "session-path");
    const twin = it.next(() => repository.write(".Workflow/.active-WFS-auth", ""));
    await expectRefused(it, twin, [".Workflow/.active-WFS-auth"], "session-path");
    mkdirSync(repository.beside("outside"));
    const through = it.next(() => repository.write(".workflow/WFS-new/notes.md", "landed\n"));
    repository.link(".workflow/WFS-new", repository.beside("outside"));
    await expectRefused(it, through, [".workflow/WFS-new/notes.md"], "ignored");
    expect(existsSync(repository.beside("outside/notes.md"))).toBe(false);
  });

  it("a record is written under its lock: what another writer does meanwhile is not lost", async () => {
    for (const meddling of ["writes before", "takes the lock away"] as const) {
      const { it, move } = ticking();
      const { repository, id, options } = it;
      const path = repository.path(record);
      let isDone = false;
      const fs = new Proxy(options.fs, {
        get(target, name) {
          const method = Reflect.get(target, name) as (...parameters: readonly unknown[]) => Promise<unknown>;
          return async (...parameters: readonly unknown[]): Promise<unknown> => {
            const [from, to] = parameters.map(String);
            const isHeld = name === "rename" && to === repository.path(".workflow/WFS-auth/.edit");
            const isWritten = name === "rename" && to === path;
            if (meddling === "writes before" && isHeld && !isDone) {
              isDone = true;
              repository.write(record, "written meanwhile\n");
            }
            if (meddling === "takes the lock away" && isWritten && !isDone) {
              isDone = true;
              expect(from).toContain("/.workflow/WFS-auth/.edit/");
              renameSync(repository.path(".workflow/WFS-auth/.edit"), repository.beside("taken"));
            }
            return method.apply(target, parameters as unknown[]);
          };
        },
      });
      const before = [repository.read(tasks), repository.read("a"), it.main];
      const racing = new Checkpoints({ ...options, fs });
      await expect(racing.updateBranchAndWorktree(id, move)).rejects.toMatchObject({
        code: "conflict",
        paths: [record],
      });
      expect(isDone).toBe(true);
      expect(repository.read(record)).toBe(meddling === "writes before" ? "written meanwhile\n" : files[record]);
      expect([repository.read(tasks), repository.read("a"), it.main]).toEqual(before);
      expect(existsSync(repository.path(".workflow/WFS-auth/.edit"))).toBe(false);
    }
  });
});
