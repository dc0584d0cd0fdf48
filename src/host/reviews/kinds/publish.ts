import type { ActionOf } from "../../../core/review/kinds/actionDocument.ts";
import { forgeOf } from "../../../core/review/kinds/publish/forge.ts";
import { shortObjectId } from "../../../core/git/repository/shortObjectId.ts";
import { commitCount } from "../../wording/counts.ts";
import type { Translate } from "../../wording/translate.ts";
import { sizeOf } from "./branchMove.ts";
import { detailList, type KindPresentation } from "./kindPresentation.ts";
import { plainAddress, plainName, shortRef } from "./plainNames.ts";

/** `origin/main` */
function whereOf({ remote, ref }: { readonly remote: string; readonly ref: string }): string {
  return `${plainName(remote)}/${shortRef(ref)}`;
}

/** What becomes of the ref, in one sentence. */
function move({ target, moves, commits, dropped, source, url }: ActionOf<"publish">, t: Translate): string {
  const [ref, address, commit] = [shortRef(target.ref), plainAddress(url), shortObjectId(source.commit)];
  switch (moves) {
    case "new":
      return t("Push {0} to {1} of {2}, which does not exist there yet", commitCount(commits, t), ref, address);
    case "forward":
      return t(
        "Push {0} to {1} of {2}, which stands at {3}",
        commitCount(commits, t),
        ref,
        address,
        shortObjectId(target.from),
      );
    case "rewrite":
      return t(
        "Push {0} to {1} of {2}, which stands at {3} and loses {4}",
        commitCount(commits, t),
        ref,
        address,
        shortObjectId(target.from),
        commitCount(dropped, t),
      );
    case "same":
      return t("{0} of {1} stands at {2} already", ref, address, commit);
    case "unknown":
      return t("{0} would be pushed to {1} of {2}; where that stands is not known", commit, ref, address);
    default:
      return moves satisfies never;
  }
}

function pullRequestLine({ pull_request, url }: ActionOf<"publish">, t: Translate): readonly string[] {
  if (pull_request === null) return [];
  const { base, by } = pull_request;
  if (forgeOf(url) === undefined) {
    return [t("No pull request can be opened from here: the remote is no host whose pull requests are known.")];
  }
  const into = base === "" ? "?" : plainName(base);
  if (by === "link") return [t("A pull request into {0} is yours to open in the browser, afterwards.", into)];
  return [t("A pull request into {0} is opened with {1}, or the open one gets this title and text.", into, by)];
}

/** A fork's branch for a remote. */
export const publish: KindPresentation<"publish"> = {
  ask: {
    about: "forks",
    takesCurrent: true,
    choice: (t) => t("Request Publish of Fork"),
    title: (session, t) => t("Request Publish: {0}", session),
    async say(given, { record }, questions, t) {
      const remote = await questions.remote(t("To which remote?"));
      const pullRequest = await questions.pick(t("What else?"), [
        { label: t("Push, and Open a Pull Request"), value: true },
        { label: t("Only Push the Branch"), value: false },
      ]);
      const prompt = t("What does it do? The first line becomes the title of the pull request.");
      const summary = given.summary ?? (await questions.summary(prompt, record.project ?? ""));
      return { remote, pullRequest, summary };
    },
  },
  icon: { name: "cloud-upload" },
  entersBranch: true,
  isElsewhere: true,
  title: (name, request, t) => t("Publish {0} to {1}", name, whereOf(request)),
  asking: (name, request, t) => t("{0} asks to be published to {1}.", name, whereOf(request)),
  detail: ({ document, files }, t) => `${move(document, t)} (${sizeOf(files, t)})`,
  fields: (t) => ({
    remote: t("The remote is another one."),
    url: t("The remote leads elsewhere now."),
    target: t("The remote's branch has moved, or publishing to it was turned off."),
    source: t("The fork has moved."),
    moves: t("The remote's branch has moved."),
    base: t("The remote's branch has moved."),
    tree: t("The files have changed."),
    changes: t("The result would be another one."),
    pull_request: t("The pull request would be another one."),
    programs: t("Your configuration of git has changed."),
  }),
  update: {
    field: "target.from",
    said: (document, t) => {
      const where = whereOf({ remote: document.remote, ref: document.target.ref });
      const { from } = document.target;
      if (from === "unknown") return t("Updated: publishing to {0} is turned off.", where);
      return from === "none"
        ? t("Updated: {0} does not exist there.", where)
        : t("Updated: {0} moved to {1}.", where, shortObjectId(from));
    },
  },
  isImpossible: () => false,
  grantWords: (document, t) => t("Push to {0}", whereOf({ remote: document.remote, ref: document.target.ref })),
  origin: (document, t) => [
    t("Title: {0}", plainName(document.title)),
    ...pullRequestLine(document, t),
    t("Hooks and settings of the repository are not used; git signs in as you."),
  ],
  programs: () => [],
  cautions: ({ moves, dropped }, t) =>
    moves === "rewrite"
      ? [t("The branch's history is replaced: {0} of it would be gone there.", commitCount(dropped, t))]
      : [],
  undoing: (t) => t("What was published is not taken back from here."),
  lists: ({ programs, moves, dropped, target }, t) => [
    ...(moves === "rewrite"
      ? detailList(t("Replaced history: the remote loses {0}", commitCount(dropped, t)), "warning", [
          `${shortRef(target.ref)} ${shortObjectId(target.from)}`,
        ])
      : []),
    ...detailList(t("What your own configuration of git uses on the way"), "info", programs),
  ],
};
