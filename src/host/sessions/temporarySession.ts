import { WorkflowError } from "../../core/base/errors.ts";
import { askSlug } from "../prompts/newSession.ts";
import { commands } from "../manifest/contributions.ts";
import type { Feature } from "../feature/feature.ts";
import { t } from "../platform/hostWording.ts";
import { showWarning } from "../platform/notifications.ts";
import { answered } from "../prompts/orCancel.ts";
import { changing } from "../operations/policy.ts";
import type { Place } from "../workspaces/workflowWorkspace.ts";

async function requireTemporary(place: Place): Promise<void> {
  if ((await place.sessions.temporary()) !== undefined) return;
  throw new WorkflowError(
    "not-found",
    t("“{0}” has no temporary workspace.", place.name),
    t("One is made when something is saved while no session is active."),
  );
}

export const registerKeepTemporarySession: Feature = ({ runner, view }) =>
  runner.registerForPlace({
    command: commands.keepTemporarySession,
    policy: changing,
    run: async ({ place, given, work }) => {
      await requireTemporary(place);
      const taken = place.snapshot().sessions.map(({ id }) => id);
      const slug = given.slug ?? (await askSlug(t("Keep Temporary Workspace as a Session"), "", taken));
      const kept = await work(t("Keeping {0}", slug), async () => await place.sessions.keepTemporary(slug));
      await view.revealSession(place.key, kept.id);
    },
  });

export const registerDiscardTemporarySession: Feature = ({ runner }) =>
  runner.registerForPlace({
    command: commands.discardTemporarySession,
    policy: changing,
    run: async ({ place, work }) => {
      await requireTemporary(place);
      const discard = t("Discard");
      answered(
        await showWarning(
          t("Discard the temporary workspace of “{0}”?", place.name),
          { modal: true, detail: t("Its tasks, phases and saves are deleted. This cannot be undone.") },
          discard,
        ),
      );
      await work(t("Discarding the temporary workspace"), async () => await place.sessions.discardTemporary());
    },
  });
