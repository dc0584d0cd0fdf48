import { WorkflowError } from "../base/errors.ts";
import { say } from "../base/text.ts";

/** What a run may see and use, by name. */
export interface Lane {
  readonly name: string;
  /** Variables of the environment that a run inherits, upper case; those that end in `*` name all that begin so. */
  readonly environment: readonly string[];
}

/** What programs need to run at all, and to speak the person's language; no credentials, and nothing of another session. */
const ordinary =
  "PATH HOME USER LOGNAME SHELL TERM COLORTERM NO_COLOR TZ LANG LANGUAGE LC_* TMPDIR TEMP TMP XDG_CACHE_HOME SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT USERPROFILE APPDATA LOCALAPPDATA PROGRAMFILES*".split(
    " ",
  );

const lanes: readonly Lane[] = [
  { name: "observe", environment: ordinary },
  { name: "repo-fix", environment: ordinary },
  { name: "release", environment: [...ordinary, "SSH_AUTH_SOCK"] },
];

/** The lanes there are, the narrowest first. */
export const laneNames: readonly string[] = lanes.map(({ name }) => name);

/** The lane of this name; throws `not-found`. */
export function laneNamed(name: string): Lane {
  const lane = lanes.find((one) => one.name === name);
  if (lane !== undefined) return lane;
  throw new WorkflowError("not-found", say`There is no lane “${name}”.`, say`The lanes are ${laneNames.join(", ")}.`);
}

/** Of an environment what the lane names. */
export function inheritedBy(
  { environment }: Lane,
  variables: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const names = (name: string): boolean =>
    environment.some((one) => (one.endsWith("*") ? name.startsWith(one.slice(0, -1)) : name === one));
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      value !== undefined && names(name.toUpperCase()) ? [[name, value] as const] : [],
    ),
  );
}
