import * as vscode from "vscode";
import { lazily } from "../../core/base/lazily.ts";
import type { Feature } from "../feature/feature.ts";
import { commands, viewIds } from "../manifest/contributions.ts";
import { Disposables } from "../platform/disposables.ts";
import { registerOpenRow } from "../views/openRow.ts";
import type { TreeElement } from "../rows/treeMirror.ts";
import { RowProvider } from "../views/rowProvider.ts";
import type { TimelineView } from "./timelineView.ts";

/** The timeline of one session, in a view of its own. Nothing of it is loaded, and no event read, before somebody unfolds it. */
export const registerTimeline: Feature = (host) => {
  const { log, runner } = host;
  const registered = new Disposables((error) => log.error("The timeline could not be closed.", error));
  let shown: TimelineView | undefined;
  const load = lazily(async (): Promise<TimelineView> => {
    const { TimelineView } = await import("./timelineView.ts");
    return (shown = registered.own(new TimelineView(host, view, rows)));
  });
  const rows: RowProvider = registered.own(
    new RowProvider({
      view: viewIds.timeline,
      roots: () => shown?.rows() ?? [],
      ready: async () => await (await load()).ready(),
      log,
    }),
  );
  const view: vscode.TreeView<TreeElement> = registered.own(
    vscode.window.createTreeView(viewIds.timeline, { treeDataProvider: rows, showCollapseAll: true }),
  );
  registered.own(registerOpenRow(viewIds.timeline, view));
  registered.own(
    runner.register(commands.showTimeline, async (invocation) => {
      await runner.runForSession((await load()).showing, invocation);
    }),
  );
  registered.own(runner.register(commands.filterTimeline, async () => await (await load()).filter()));
  registered.own(runner.register(commands.showMoreEvents, async () => (await load()).showMore()));
  return registered;
};
