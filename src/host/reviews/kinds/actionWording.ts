import type { ActionDocument } from "../../../core/review/kinds/actionDocument.ts";
import type { PreparedAction } from "../../../core/review/gate.ts";
import type { ProposalFile } from "../../../core/review/proposal/proposal.ts";
import { commitCount, fileCount } from "../../wording/counts.ts";
import type { Translate } from "../../wording/translate.ts";
import { conflictKind } from "./conflictKind.ts";
import { plainName, shortRef } from "./requestWording.ts";

/** Digits of an object id that people read. */
export function shortId(id: string): string {
  return id.slice(0, 10);
}

/** `4 files +120 −18`. */
function sizeOf(files: readonly ProposalFile[], t: Translate): string {
  const sum = (pick: (file: ProposalFile) => number | null): number =>
    files.reduce((total, file) => total + (pick(file) ?? 0), 0);
  return `${fileCount(files.length, t)} +${sum(({ added }) => added)} −${sum(({ removed }) => removed)}`;
}

/** What would move, in one sentence made of the action document alone. */
export function detailOf(
  { document, files, conflicts }: Pick<PreparedAction, "document" | "files" | "conflicts">,
  t: Translate,
): string {
  if (document.kind === "teardown") {
    const { branch, worktree, lost } = document;
    const deleted =
      worktree === null
        ? t("The branch {0} is deleted", shortRef(branch))
        : t("The branch {0} and the worktree {1} are deleted", shortRef(branch), plainName(worktree));
    const commits = lost.commit_count === 0 ? "" : commitCount(lost.commit_count, t);
    const paths = lost.uncommitted.length === 0 ? "" : fileCount(lost.uncommitted.length, t);
    const parts = [commits, paths].filter((part) => part !== "");
    const gone = [lost.submodules, lost.repositories, lost.unkept].flat().length;
    const ignored = lost.ignored.length;
    if (parts.length + gone + ignored === 0) return t("{0}; nothing of it would be lost.", deleted);
    return [
      parts.length === 0 ? `${deleted}.` : t("{0}; nothing else holds {1}.", deleted, parts.join(t(" and "))),
      ...(gone === 0 ? [] : [t("Not kept anywhere, gone for good: {0} paths.", gone)]),
      ...(ignored === 0 ? [] : [t("Ignored files are not kept, they are gone for good: {0} paths.", ignored)]),
    ].join(" ");
  }
  const { target, result } = document;
  const how =
    document.kind === "commit" ? t("one commit") : document.strategy === "squash" ? t("squash") : t("merge commit");
  const size = `${how}, ${sizeOf(files, t)}`;
  if (conflictKind({ document, conflicts }) === "branches") {
    return t("{0} cannot be merged into {1} as it is ({2})", plainName(document.session), shortRef(target.ref), size);
  }
  return t("{0} moves from {1} to {2} ({3})", shortRef(target.ref), shortId(target.from), shortId(result), size);
}

type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };

function flat(name: string, value: Plain): readonly { readonly name: string; readonly value: string }[] {
  if (value === null) return [{ name, value: "–" }];
  if (typeof value !== "object") return [{ name, value: String(value) }];
  if (Array.isArray(value)) return [{ name, value: (value as readonly Plain[]).map(String).join("\n") }];
  return Object.entries(value).flatMap(([key, inner]) => flat(name === "" ? key : `${name}.${key}`, inner));
}

/** Every field of the document, by the name it has in the fingerprinted bytes. */
export function documentFields(document: ActionDocument): readonly { readonly name: string; readonly value: string }[] {
  return flat("", document);
}

/** What differs, in words: names of fields of an action document as `Gate.differing` gives them. */
export function fieldSentence(field: string, t: Translate): string {
  const top = field.split(/[./]/u).filter((part) => part !== "")[0] ?? field;
  const known: Readonly<Record<string, string>> = {
    target: t("The target branch has moved."),
    source: t("The fork has moved."),
    request: t("The request was changed."),
    request_digest: t("The request was changed."),
    policy: t("Your review settings have changed."),
    checkout: t("The working tree the branch is checked out in is another one."),
    programs: t("The repository's configuration has changed."),
    conversions: t("Git would write the files in another way."),
    tree: t("The files have changed."),
    result: t("The result would be another one."),
    changes: t("The result would be another one."),
    head: t("The branch has moved."),
    branch: t("The branch is another one."),
    worktree: t("The worktree is another one."),
    lost: t("Something else would be lost now."),
    left_out: t("Other files would be left out."),
    repository: t("The repository is another one."),
    deadline: t("Its deadline has passed."),
    session: t("The session was archived, or is another one."),
    decision: t("It was decided meanwhile."),
    withdrawn: t("It was withdrawn."),
  };
  return known[top] ?? t("“{0}” is different now.", plainName(field));
}
