import { visibleText } from "../../../base/visibleText.ts";
import type { CommonFields } from "./actionKind.ts";

/** The summary as people read it elsewhere: its first line, and the rest; what draws nothing or moves other text is written in its drawn form. */
export function titleAndBody(summary: string): { readonly title: string; readonly body: string } {
  const [title = "", ...rest] = summary
    .trim()
    .split(/\r\n|\r|\n/u)
    .map((line) => line.split("\t").map(visibleText).join("\t").trimEnd());
  return { title, body: rest.join("\n").trim() };
}

/**
 * The commit's message: the summary, its first line as the subject, and trailers that say where it came from. What draws nothing or moves other
 * text is written in its drawn form, so that `git log` shows what the reviewer saw.
 */
export function commitMessage({
  summary,
  session,
  request,
}: Pick<CommonFields, "summary" | "session" | "request">): string {
  const { title, body } = titleAndBody(summary);
  const parts = [title, ...(body === "" ? [] : [body]), `Workflow-Session: ${session}\nWorkflow-Request: ${request}`];
  return `${parts.join("\n\n")}\n`;
}
