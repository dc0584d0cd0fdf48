import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";

interface Named {
  readonly key: string;
  readonly folders: readonly { readonly name: string }[];
}

/** The workspace of this directory, else of the folder of this name; a name that several folders have is refused. */
export function workspaceNamed<P extends Named>(workspaces: readonly P[], wanted: string): P {
  const same = workspaces.find(({ key }) => key === wanted);
  if (same !== undefined) return same;
  const [found, another] = workspaces.filter(({ folders }) => folders.some(({ name }) => name === wanted));
  if (found === undefined) {
    throw new WorkflowError(
      "not-found",
      say`No folder of this window is called “${wanted}”.`,
      say`Use the name that the Explorer shows.`,
    );
  }
  if (another === undefined) return found;
  throw new WorkflowError(
    "usage",
    say`Several folders of this window are called “${wanted}”.`,
    say`Name the folder by its directory: “${found.key}” or “${another.key}”.`,
  );
}
