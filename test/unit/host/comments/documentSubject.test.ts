import type * as vscode from "vscode";
import { describe, expect, it } from "vitest";
import { DocumentSubjects, type DocumentSubject } from "../../../../src/host/comments/documentSubject.ts";
import type { WorkflowWorkspace } from "../../../../src/host/workspaces/workflowWorkspace.ts";
import type { WorkspaceRegistry } from "../../../../src/host/workspaces/workspaceRegistry.ts";
import { MemoryDisk } from "../../../support/fakes/memoryDisk.ts";
import { MemoryFileSystem } from "../../../support/fakes/memoryFileSystem.ts";

/** A repository with the workspaces `apps/web` and `apps/api` in it, each with a session and the fork of one. */
function scene(): (path: string) => Promise<readonly [key: string, session: string, file: string] | undefined> {
  const disk = new MemoryDisk(() => 0);
  for (const part of ["objects", "refs"]) disk.directory(`/repo/.git/${part}`);
  disk.file("/repo/.git/HEAD", "ref: refs/heads/main\n");
  const fs = new MemoryFileSystem({ disk });
  const workspace = (
    name: string,
  ): Pick<WorkflowWorkspace, "key" | "current" | "snapshot"> & { services: { fs: MemoryFileSystem } } => ({
    key: `/repo/apps/${name}`,
    services: { fs },
    current: () => ({ id: `WFS-${name}`, record: {} }) as ReturnType<WorkflowWorkspace["current"]>,
    snapshot: () =>
      ({ sessions: [{ id: `WFS-${name}-fork` }] }) as unknown as ReturnType<WorkflowWorkspace["snapshot"]>,
  });
  const all = [workspace("web"), workspace("api")] as unknown as readonly WorkflowWorkspace[];
  const subjects = new DocumentSubjects({ all: () => all } as unknown as WorkspaceRegistry);
  return async (path) => {
    disk.file(path, "");
    const uri = { scheme: "file", query: "", fsPath: path } as vscode.Uri;
    const found: DocumentSubject | undefined = await subjects.of(uri);
    return found === undefined ? undefined : [found.workspace.key, found.session, found.file];
  };
}

describe("the subject of a file of a workspace below the top of its repository", () => {
  it("names the file from the top, as git does", async () => {
    const of = scene();
    expect(await of("/repo/apps/web/src/a.ts")).toEqual(["/repo/apps/web", "WFS-web", "apps/web/src/a.ts"]);
    expect(await of("/repo/apps/api/a.ts")).toEqual(["/repo/apps/api", "WFS-api", "apps/api/a.ts"]);
    const fork = "/repo/apps/web/.worktrees/WFS-web-fork/apps/web/a.ts";
    expect(await of(fork)).toEqual(["/repo/apps/web", "WFS-web-fork", "apps/web/a.ts"]);
  });

  it("is known for a file beside the workspace too, and for none of ours or of another repository", async () => {
    const of = scene();
    expect(await of("/repo/README.md")).toEqual(["/repo/apps/web", "WFS-web", "README.md"]);
    for (const path of [
      "/repo/.git/config",
      "/repo/apps/web/.workflow/WFS-web/notes.md",
      "/repo/apps/other/.worktrees/WFS-x/a.ts",
      "/elsewhere/a.ts",
    ]) {
      expect([path, await of(path)]).toEqual([path, undefined]);
    }
  });
});
