import { WorkflowError } from "../../core/base/errors.ts";
import type { Translate } from "../wording/translate.ts";

interface Named {
  readonly key: string;
  readonly folders: readonly { readonly name: string }[];
}

/** The workspace of this directory, else of the folder of this name; a name that several folders have is refused. */
export function workspaceNamed<P extends Named>(workspaces: readonly P[], wanted: string, t: Translate): P {
  const same = workspaces.find(({ key }) => key === wanted);
  if (same !== undefined) return same;
  const [found, another] = workspaces.filter(({ folders }) => folders.some(({ name }) => name === wanted));
  if (found === undefined) {
    throw new WorkflowError(
      "not-found",
      t("No folder of this window is called “{0}”.", wanted),
      t("Use the name that the Explorer shows."),
    );
  }
  if (another === undefined) return found;
  throw new WorkflowError(
    "usage",
    t("Several folders of this window are called “{0}”.", wanted),
    t("Name the folder by its directory: “{0}” or “{1}”.", found.key, another.key),
  );
}
