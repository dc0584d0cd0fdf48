import { WorkflowError } from "../../base/errors.ts";
import { say, type Text } from "../../base/text.ts";
import { homeOf, type Place } from "./sessionPlaces.ts";

const longest = { project: 10_000, task: 200, message: 10_000, artifact: 1000 } as const;

function usage(what: Text, hint: Text): WorkflowError {
  return new WorkflowError("usage", what, hint);
}

/** Control characters only hide or forge text; line breaks and tabs are text where several lines are allowed. */
export function hasControls(text: string, lines: "one line" | "several lines"): boolean {
  return /\p{Cc}/u.test(lines === "one line" ? text : text.replaceAll(/[\t\n\r]/gu, ""));
}

/** What the session is about, trimmed: 1 to 10,000 characters, several lines allowed. */
export function projectText(text: string): string {
  const project = text.trim();
  if (project === "") throw usage(say`A session needs a project.`, say`Say in a few words what it is about.`);
  if (project.length > longest.project || hasControls(project, "several lines")) {
    throw usage(say`The project's text cannot be used.`, say`Use at most 10,000 characters and no control characters.`);
  }
  return project;
}

/** What another tool says a session is about, where a session of ours could say the same. */
export function usableProject(text: string | undefined): string | undefined {
  const project = text?.trim() ?? "";
  const usable = project !== "" && project.length <= longest.project && !hasControls(project, "several lines");
  return usable ? project : undefined;
}

/** A task's name, trimmed: one line of 1 to 200 characters. */
export function taskName(text: string): string {
  const task = text.trim();
  if (task === "" || task.length > longest.task || hasControls(task, "one line")) {
    throw usage(say`That cannot be the name of a task.`, say`Use one line of 1 to 200 characters.`);
  }
  return task;
}

/** The message of a save, trimmed; empty counts as none. */
export function saveMessage(text: string | undefined): string | undefined {
  const message = text?.trim() ?? "";
  if (message.length > longest.message || hasControls(message, "several lines")) {
    throw usage(say`The message cannot be used.`, say`Use at most 10,000 characters and no control characters.`);
  }
  return message === "" ? undefined : message;
}

/** Leads from a session's directory, where it lives while it is not archived, to the repository around `.workflow`. */
function upToRepository(place: Place): string {
  return homeOf(place) === "active" ? "../../../" : "../../";
}

/**
 * Artifacts of a phase by name; paths are relative to the session's directory and stay inside it, or lead up to the repository and stay in it.
 */
export function artifactPaths(
  artifacts: Readonly<Record<string, string>>,
  place: Place,
): Readonly<Record<string, string>> {
  const up = upToRepository(place);
  for (const [name, path] of Object.entries(artifacts)) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u.test(name)) {
      throw usage(
        say`“${name}” cannot be the name of an artifact.`,
        say`Use letters, digits, dots, dashes and underscores.`,
      );
    }
    const parts = (path.startsWith(up) ? path.slice(up.length) : path).split(/[/\\]/u);
    const inside = parts.every((part) => part !== "" && part !== "." && part !== "..") && !/^[A-Za-z]:/u.test(path);
    if (!inside || path.length > longest.artifact || hasControls(path, "one line")) {
      throw usage(
        say`“${path}” is not the path of an artifact.`,
        say`Give a path in the session's directory or in the repository.`,
      );
    }
  }
  return artifacts;
}
