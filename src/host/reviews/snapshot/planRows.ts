import type { PlanDocument, PlanPart } from "../../../core/context/readPlan.ts";
import { isDone } from "../../../core/sessions/model/task.ts";
import { planLimits, type DocumentRow, type Plan, type PlanPartRow } from "../../../messages/plan.ts";
import type { Wording } from "../../wording/wording.ts";
import { cutText } from "./snapshotLimits.ts";

/** The plan as a page is told it; `idOf`: what the page may ask for a document by. */
export function planRows(
  parts: readonly PlanPart[],
  idOf: (document: PlanDocument) => number,
  { t }: Pick<Wording, "t">,
): Plan {
  const cut = (text: string): string => cutText(text, planLimits.text, t);
  const documentRow = (document: PlanDocument): DocumentRow => ({
    id: idOf(document),
    name: cut(document.name),
    file: cut(document.path.slice(document.inside.length + 1)),
    phase: document.phase === null ? null : cut(document.phase),
    size: document.size,
    version: document.version,
  });
  const partRow = ({ session, isBaseline, documents, documentsLeft, tasks }: PlanPart): PlanPartRow => ({
    session: cut(session),
    isBaseline,
    documents: documents.slice(0, planLimits.documents).map(documentRow),
    documentsLeft: documentsLeft + Math.max(0, documents.length - planLimits.documents),
    tasks: tasks.slice(0, planLimits.tasks).map((task) => ({
      name: cut(task.name),
      title: cut(task.title ?? ""),
      state: cut(task.state),
      isDone: isDone(task),
    })),
    tasksLeft: Math.max(0, tasks.length - planLimits.tasks),
  });
  return { parts: parts.map(partRow) };
}
