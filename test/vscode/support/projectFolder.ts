import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** A session as another tool would write it; what is left out has the value of a fresh session. */
export interface PlannedSession {
  readonly id: string;
  readonly project?: string;
  readonly phase?: "PLAN" | "IMPLEMENT" | "REVIEW";
  readonly completedPhases?: readonly string[];
  readonly tasks?: readonly string[];
  readonly status?: "active" | "paused" | "completed";
  readonly archived?: boolean;
}

const recordOf = (session: PlannedSession): string => {
  const now = new Date().toISOString();
  const record = {
    session_id: session.id,
    project: session.project ?? `Work of ${session.id}`,
    type: "medium",
    current_phase: session.phase ?? "PLAN",
    status: session.status ?? "paused",
    progress: {
      completed_phases: session.completedPhases ?? [],
      current_tasks: session.tasks ?? [],
      last_checkpoint: now,
    },
    meta: { created: now, updated: now },
  };
  return `${JSON.stringify(record, undefined, 2)}\n`;
};

/** Writes `.workflow` with these sessions into a folder; `active` gets the marker. */
export const writeSessions = async (
  folder: string,
  sessions: readonly PlannedSession[],
  active?: string,
): Promise<void> => {
  const workflow = join(folder, ".workflow");
  await mkdir(workflow, { recursive: true });
  for (const session of sessions) {
    const directory = join(workflow, session.archived === true ? "completed" : "", session.id);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, "workflow-session.json"), recordOf(session));
  }
  if (active !== undefined) {
    await writeFile(join(workflow, `.active-${active}`), "");
  }
};

/** Makes a git repository with one commit in a new folder, without anything of the user's git configuration. */
export const createRepository = async (folder: string): Promise<string> => {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "README.md"), "# Shop\n");
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
  const git = (...args: readonly string[]) => execute("git", ["-C", folder, ...args], { env });
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", ".");
  await git("-c", "user.name=Dana", "-c", "user.email=dana@example.org", "commit", "--quiet", "-m", "Start the shop");
  return folder;
};

/** Three sessions of a small project: one active in IMPLEMENT, one paused, one completed and archived. */
export const shopSessions: readonly PlannedSession[] = [
  {
    id: "WFS-user-profile",
    project: "User profile page",
    phase: "IMPLEMENT",
    completedPhases: ["PLAN"],
    tasks: ["IMPL-1", "IMPL-2"],
    status: "active",
  },
  { id: "WFS-oauth", project: "Sign in with OAuth" },
  {
    id: "WFS-search",
    project: "Full text search",
    phase: "REVIEW",
    completedPhases: ["PLAN", "IMPLEMENT", "REVIEW"],
    status: "completed",
    archived: true,
  },
];

/** A repository with {@link shopSessions}, WFS-user-profile being active. */
export const createShop = async (folder: string): Promise<string> => {
  await createRepository(folder);
  await writeSessions(folder, shopSessions, "WFS-user-profile");
  return folder;
};
