import { describe, expect, it } from "vitest";
import { temporaryId } from "../../../../src/core/sessions/sessionContext.ts";
import type { SessionService } from "../../../../src/core/sessions/sessionService.ts";
import { meansTemporary, offersTemporary, readTemporary } from "../../../../src/host/workspaces/temporaryWorkspace.ts";
import { withoutSession } from "../../../../src/host/operations/withoutSession.ts";
import type { RunWithProgress } from "../../../../src/host/operations/runWithProgress.ts";
import { SessionScene } from "../../../support/scenes/sessionScene.ts";
import { workspace, session } from "../plainSessions.ts";

const offered = { temporary: "offered" } as const;
const present = { temporary: "present" } as const;
const named = { temporary: "named" } as const;
const runWithProgress: RunWithProgress = async (_title, task) => await task(new AbortController().signal);

describe("choosing the temporary workspace", () => {
  it("is offered while no session is meant, to operations that work in it", () => {
    const idle = workspace({ sessions: [session("oauth")] });
    expect(offersTemporary(idle, offered)).toBe(true);
    expect(offersTemporary(idle, named)).toBe(false);
    expect(offersTemporary(idle, {})).toBe(false);
    expect(offersTemporary(workspace({ sessions: [session("oauth", "active")] }), offered)).toBe(false);
    expect(offersTemporary(idle, present)).toBe(false);
    expect(offersTemporary(workspace({ temporary: session("oauth", "paused") }), present)).toBe(true);
    expect(offersTemporary({ ...idle, ownSession: session("oauth").id }, offered)).toBe(false);
  });

  it("is meant by its id, unless another tool gave a session that name", () => {
    const temporary = session("oauth", "paused");
    expect(meansTemporary(workspace({ temporary }), temporaryId, named)).toBe(true);
    expect(meansTemporary(workspace({ temporary }), temporaryId, {})).toBe(false);
    expect(meansTemporary(workspace({ temporary }), "WFS-oauth", named)).toBe(false);
    expect(meansTemporary(workspace(), temporaryId, named)).toBe(false);
    const taken = { ...session("other"), id: temporaryId };
    expect(meansTemporary(workspace({ temporary, sessions: [taken] }), temporaryId, named)).toBe(false);
  });
});

async function idle(): Promise<{ scene: SessionScene; sessions: SessionService }> {
  const scene = new SessionScene();
  const sessions = scene.service();
  await sessions.create({ slug: "other", project: "p", activate: false });
  return { scene, sessions };
}

describe("working in the temporary workspace", () => {
  it("is seen before it is made as it is afterwards", async () => {
    const { scene, sessions } = await idle();
    const before = await readTemporary({ sessions }, scene.clock.now());
    expect(await sessions.temporary()).toBeUndefined();
    const made = await sessions.addTask("try it");
    expect(made).toEqual({
      ...before,
      record: { ...before.record, meta: made.record.meta, progress: made.record.progress },
    });
    expect(await readTemporary({ sessions }, scene.clock.now())).toEqual(made);
  });

  it("is refused when a session became active after it was chosen", async () => {
    const { sessions } = await idle();
    const careful = withoutSession({ ownSession: undefined, sessions }, runWithProgress);
    const add = async (): Promise<unknown> => await careful("Adding", async () => await sessions.addTask("try it"));
    await add();
    expect((await sessions.temporary())?.record.progress.current_tasks).toEqual(["try it"]);
    const { id } = await sessions.create({ slug: "fast", project: "p" });
    await expect(add()).rejects.toMatchObject({ code: "refused", message: expect.stringContaining("WFS-fast") });
    expect((await sessions.get(id)).record.progress.current_tasks).toEqual([]);
  });
});
