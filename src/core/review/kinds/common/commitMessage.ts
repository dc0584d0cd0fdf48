import { visibleText } from "../../../base/visibleText.ts";
import type { CommonFields } from "./actionKind.ts";

/**
 * The commit's message: the summary, its first line as the subject, and trailers that say where it came from. What draws nothing or moves other
 * text is written in its drawn form, so that `git log` shows what the reviewer saw.
 */
export function commitMessage({
  summary,
  session,
  request,
}: Pick<CommonFields, "summary" | "session" | "request">): string {
  const [subject = "", ...rest] = summary
    .trim()
    .split(/\r\n|\r|\n/u)
    .map((line) => line.split("\t").map(visibleText).join("\t").trimEnd());
  const body = rest.join("\n").trim();
  const parts = [subject, ...(body === "" ? [] : [body]), `Workflow-Session: ${session}\nWorkflow-Request: ${request}`];
  return `${parts.join("\n\n")}\n`;
}
