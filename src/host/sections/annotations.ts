import type { Thread } from "../../core/annotations/annotation.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { commands, contextValues } from "../manifest/contributions.ts";
import { shortAge, spokenAge } from "../wording/ages.ts";
import { shortened } from "../wording/shortened.ts";
import { speakerName } from "../wording/speakers.ts";
import type { Wording } from "../wording/wording.ts";
import { sessionRowId } from "../rows/sessionRow.ts";
import type { RowTarget, TreeRow } from "../rows/treeRow.ts";
import { listSection } from "./listSection.ts";
import type { SessionSection } from "./sessionSection.ts";

const shown = 200;
const longestLabel = 100;

/** `auth.py:42` where the note was written; the end of the path, because rows are narrow. */
function whereWritten({ subject: { file, anchor } }: Thread): string {
  if (file === undefined) return "";
  const name = visibleText(file.slice(file.lastIndexOf("/") + 1));
  return anchor === undefined ? name : `${name}:${anchor.start}`;
}

function threadRow(id: string, thread: Thread, target: RowTarget, wording: Wording): TreeRow {
  const { t } = wording;
  const [first] = thread.notes;
  const last = thread.notes.at(-1);
  const said = visibleText(shortened(first.body.replaceAll(/\s+/gu, " ").trim(), longestLabel));
  const who = speakerName(first.author, longestLabel, t);
  const replies = thread.notes.length - 1;
  const details = [
    whereWritten(thread),
    ...thread.labels,
    replies === 0 ? "" : `↩ ${replies}`,
    shortAge(last?.created ?? "", wording),
  ];
  return {
    id: `${id}/${thread.id}`,
    label: said,
    description: details.filter((part) => part !== "").join(" · "),
    spoken: t("Comment by {0} {1}: {2}", who, spokenAge(first?.created ?? "", wording), said),
    icon: { name: "comment-unresolved" },
    contextValue: contextValues.annotation,
    expand: "never",
    command: commands.openAnnotation,
    target: { ...target, annotation: thread.id },
  };
}

/** What nobody has resolved yet, oldest first; a click opens the lines, or the session. */
export const annotationsSection: SessionSection = {
  async rows(workspace, session, wording) {
    const threads = (await workspace.annotations.threads(session.id)) ?? [];
    const open = threads.filter(({ resolved }) => !resolved);
    if (open.length === 0) return [];
    const { t } = wording;
    const id = `${sessionRowId(workspace.key, session.id)}/annotations`;
    const target = { workspace: workspace.key, session: session.id };
    const rows = open.slice(0, shown).map((thread) => threadRow(id, thread, target, wording));
    return [
      listSection({
        id,
        label: t("Comments"),
        count: open.length,
        spoken: t("Comments, {0} unresolved", open.length),
        icon: { name: "comment-discussion" },
        expand: "collapsed",
        target,
        rows,
        rest:
          open.length > shown
            ? { label: t("{0} more: “wfs annotate list” shows them", open.length - shown) }
            : undefined,
      }),
    ];
  },
};
