import { FileError, passes, WorkflowError } from "../base/errors.ts";
import { joinPath } from "../files/paths.ts";
import { Slices } from "../base/slices.ts";
import { limits, lookDown } from "../files/directories.ts";
import { parseJsonObject } from "../files/jsonBytes.ts";
import type { Ports } from "../files/recordLock.ts";
import type { SessionRecord } from "./model/session.ts";
import type { Task } from "./model/task.ts";

const taskFolder = ".task";
const todoList = "TODO_LIST.md";
const taskFile = /^(IMPL-[A-Za-z0-9._-]{1,100})\.json$/u;
/** Files that are read at most. */
const mostFiles = 1000;

/**
 * The tasks of a session: those of its record first, then those that other tools keep in `TODO_LIST.md` and `.task/IMPL-*.json`. Of a name that stands
 * in several the file of its own says the state, then the list. Reads only; what cannot be read is logged and left out.
 */
export async function listTasks(
  ports: Pick<Ports, "fs" | "clock" | "logger">,
  session: string,
  record: SessionRecord,
): Promise<readonly Task[]> {
  const listed = todoTasks((await readText(ports, session, [todoList])) ?? "");
  const kept = new Map([...listed, ...(await taskFiles(ports, session))].map((task) => [task.name, task] as const));
  const own = new Map(record.progress.current_tasks.map((name) => [name, { name, state: "in_progress" }] as const));
  return [...new Map<string, Task>([...own, ...kept]).values()];
}

async function taskFiles(ports: Pick<Ports, "fs" | "clock" | "logger">, session: string): Promise<readonly Task[]> {
  const names = (await readable(ports, async () => await folderNames(ports, session))) ?? [];
  const slices = new Slices(ports.clock);
  const tasks: Task[] = [];
  for (const name of names
    .filter((one) => taskFile.test(one))
    .toSorted(byNumber)
    .slice(0, mostFiles)) {
    if (slices.due) await slices.rest();
    const text = await readText(ports, session, [taskFolder, name]);
    const json = text === undefined ? undefined : parseJsonObject(new TextEncoder().encode(text));
    if (json?.ok !== true) continue;
    const { status, title, name: called } = json.value;
    const about = [title, called].find((one) => typeof one === "string" && one.trim() !== "");
    tasks.push({
      name: taskFile.exec(name)?.[1] ?? name,
      state: typeof status === "string" ? status : "pending",
      ...(typeof about === "string" ? { title: about } : {}),
      file: `${taskFolder}/${name}`,
    });
  }
  return tasks;
}

async function folderNames({ fs }: Pick<Ports, "fs">, session: string): Promise<readonly string[]> {
  const there = (await lookDown(fs, session, [taskFolder], "directory")) !== undefined;
  return there ? ((await fs.names(joinPath(session, taskFolder))) ?? []) : [];
}

/** `IMPL-2` before `IMPL-10`. */
function byNumber(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => name.replaceAll(/\d+/gu, (digits) => digits.padStart(12, "0")));
  return (left ?? a) < (right ?? b) ? -1 : 1;
}

/** `**IMPL-1**: Form`, or `IMPL-1: Form`. */
const calledBy =
  /^(?:\*\*(?=[^*]{1,200}\*\*))?((?<=\*\*)[^*]+|IMPL-[A-Za-z0-9._-]*[A-Za-z0-9])(?:\*\*)?(?::\s*|\s+|$)(.*)$/u;

/** Lines of a Markdown list with a box; a name in bold is what the task is called by. */
function todoTasks(text: string): readonly Task[] {
  const tasks: Task[] = [];
  let isCode = false;
  for (const line of text.split(/\r?\n/u)) {
    if (/^\s*(?:```|~~~)/u.test(line)) isCode = !isCode;
    if (isCode) continue;
    const [, box, rest = ""] = /^\s*[-*+]\s+\[([ xX~/-])\]\s+(\S.*)$/u.exec(line) ?? [];
    if (box === undefined || tasks.length >= mostFiles) continue;
    const [, bold, after = ""] = calledBy.exec(rest) ?? [];
    const about = withoutLinks(bold === undefined ? rest : after);
    const state = box === " " ? "pending" : box.toLowerCase() === "x" ? "completed" : "in_progress";
    const file = todoList;
    if (bold === undefined) tasks.push({ name: about, state, file });
    else tasks.push({ name: bold, state, ...(about === "" ? {} : { title: about }), file });
  }
  return tasks;
}

/** The text before links to other files, which tools put behind an arrow or a bar. */
function withoutLinks(text: string): string {
  return text
    .replace(/\s*(?:→|\|)?\s*\[[^\]]*\]\([^)]*\).*$/u, "")
    .trim()
    .slice(0, 200);
}

async function readText(
  ports: Pick<Ports, "fs" | "logger">,
  session: string,
  parts: readonly string[],
): Promise<string | undefined> {
  return await readable(ports, async () => {
    if ((await lookDown(ports.fs, session, parts, "file")) === undefined) return undefined;
    const bytes = await ports.fs.read(joinPath(session, ...parts), limits.jsonBytes);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  });
}

/** What is read, or nothing where a file or link in the way is not what belongs there. */
async function readable<T>({ logger }: Pick<Ports, "logger">, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof WorkflowError) || (error instanceof FileError && passes(error))) throw error;
    logger.warn(`Tasks of a session are left out: ${error.message}`);
    return undefined;
  }
}
