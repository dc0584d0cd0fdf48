import { WorkflowError } from "../../../core/base/errors.ts";
import { say } from "../../../core/base/text.ts";
import { joinPath } from "../../../core/files/paths.ts";
import type { NamedProgram } from "../../../core/git/config/checkoutAudit.ts";
import { readConfiguration } from "../../../core/git/config/configuration.ts";
import { isLocalAddress, remoteAddress } from "../../../core/git/remote/remoteAddress.ts";
import { remotePrograms } from "../../../core/git/remote/remotePrograms.ts";
import { openRepository } from "../../../core/git/repository/repository.ts";
import { requireNoSecret, requireOutside } from "../../../core/review/kinds/publish/askedPublish.ts";
import type { RequestOf } from "../../../core/review/kinds/requestKinds.ts";
import { takeOutSecrets } from "../../../core/redaction/givenText.ts";
import { t } from "../../platform/hostWording.ts";
import { showInformation, showWarning } from "../../platform/notifications.ts";
import { turnedOnRemotes, turnOnRemote } from "../../settings/publishSettings.ts";
import type { WorkflowWorkspace } from "../../workspaces/workflowWorkspace.ts";
import { plainAddress, plainName } from "../kinds/plainNames.ts";

/** Programs named one by one. */
const mostNamed = 12;

/**
 * Asks the person whether the network may be used for the remote of a request, once and for this repository and address; what its configuration names is
 * shown first. Throws `conflict` where the remote leads elsewhere than the request says.
 */
export async function turnOnPublishing(
  workspace: WorkflowWorkspace,
  { remote, url }: Pick<RequestOf<"publish">, "remote" | "url">,
): Promise<void> {
  const { fs } = workspace.services;
  const repository = await openRepository(workspace.git, workspace.key);
  const { commonDir } = repository.paths;
  const entries = await readConfiguration(repository);
  const address = remoteAddress(entries, remote);
  await requireNoSecret(address);
  if (address !== url) {
    throw new WorkflowError(
      "conflict",
      say`The remote “${remote}” leads to ${address} now; the request is about ${url}.`,
      say`See why (git remote --verbose), then ask again.`,
    );
  }
  await requireOutside(fs, address, { root: workspace.key, paths: repository.paths });
  const directory = (await fs.realPath(commonDir)) ?? commonDir;
  if (turnedOnRemotes(directory).includes(address)) {
    void showInformation(t("Publishing to {0} is turned on already.", plainAddress(address)));
    return;
  }
  const hooks = (await fs.names(joinPath(commonDir, "hooks"))) ?? [];
  const programs = await Promise.all(remotePrograms(entries, { remote, address }, hooks).map(withoutSecrets));
  const detail = questionDetail(address, programs);
  const [leave, turnOn] = [t("Leave It Off"), t("Turn On Publishing")];
  const message = t("Turn on publishing to {0}?", plainAddress(address));
  if ((await showWarning(message, { modal: true, detail }, leave, turnOn)) === turnOn) {
    await turnOnRemote(directory, address);
  }
}

interface ShownProgram extends Pick<NamedProgram, "from" | "runs"> {
  readonly line: string;
}

async function withoutSecrets({ key, value, from, runs }: NamedProgram): Promise<ShownProgram> {
  const { text } = await takeOutSecrets(key.startsWith("hook ") ? key : `${key}=${value}`);
  return { line: plainName(text), from, runs };
}

function listed(title: string, named: readonly ShownProgram[]): readonly string[] {
  const rest = named.length - mostNamed;
  const lines = named.slice(0, mostNamed).map(({ line }) => `  ${line}`);
  return named.length === 0 ? [] : [title, ...lines, ...(rest > 0 ? [`  ${t("… and {0} more", rest)}`] : []), ""];
}

function questionDetail(address: string, programs: readonly ShownProgram[]): string {
  return [
    t("Address: {0}", plainAddress(address)),
    "",
    ...listed(
      t("The repository's configuration names this for the way there. Not used:"),
      programs.filter(({ from }) => from === "repository"),
    ),
    ...listed(
      t("Your own configuration names this. Used:"),
      programs.filter(({ from, runs }) => from === "user" && runs),
    ),
    ...(isLocalAddress(address)
      ? [t("It is a repository on this machine: hooks of that repository run when something is pushed to it."), ""]
      : []),
    t(
      "From then on reviews of requests to publish there ask the remote where its branches stand, without questions to you. Nothing is pushed before you grant it. It holds for this repository and this address, until you turn it off (“Turn Off Publishing…”).",
    ),
  ].join("\n");
}
