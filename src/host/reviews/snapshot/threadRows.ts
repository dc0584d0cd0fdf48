import type { Thread } from "../../../core/annotations/annotation.ts";
import { locator } from "../../../core/annotations/anchors.ts";
import type { ThreadRow } from "../../../messages/review.ts";
import type { ProposalPlace } from "./proposalPlaces.ts";

/** Both sides of a file as text; `null`: that side does not exist or is not text. */
export interface SideTexts {
  readonly old: string | null;
  readonly new: string | null;
}

type Finder = ReturnType<typeof locator>;

/**
 * Threads as the page draws them, at the files they are about wherever these are now (`placeOf`). Their lines are looked for in the texts as they are
 * shown; `textsOf` answers `undefined` for files of the list whose texts are not known, on which nothing can be said to be outdated.
 */
export function threadRows(
  threads: readonly Thread[],
  placeOf: (path: string) => ProposalPlace,
  textsOf: (path: string) => SideTexts | undefined,
): readonly ThreadRow[] {
  const finders = new Map<string, Finder | undefined>();
  const finderOf = (path: string, side: "old" | "new"): Finder | undefined => {
    const key = `${side} ${path}`;
    if (!finders.has(key)) {
      const text = textsOf(path)?.[side];
      finders.set(key, text === undefined || text === null ? undefined : locator(text));
    }
    return finders.get(key);
  };
  return threads.map(({ id, subject, labels, resolved, notes, review }) => {
    const { file: writtenOn, anchor } = subject;
    const place = writtenOn === undefined ? undefined : placeOf(writtenOn);
    const { path: file, gone } = place ?? { path: null, gone: false };
    const named = anchor?.side === "old" ? (place?.file?.oldPath ?? file) : file;
    const known = file !== null && textsOf(file) !== undefined;
    const found = file === null || anchor === undefined ? undefined : finderOf(file, anchor.side)?.(anchor);
    const range = found === undefined || found === "outdated" ? undefined : found;
    return {
      id,
      file,
      writtenOn: writtenOn === undefined || writtenOn === named || writtenOn === file ? null : writtenOn,
      gone,
      side: anchor?.side ?? null,
      start: range?.start ?? null,
      end: range?.end ?? null,
      outdated: anchor !== undefined && known && range === undefined,
      quoted: [...(anchor?.lines ?? [])],
      labels: [...labels],
      resolved,
      draft: false,
      suggestion: null,
      review: review === undefined ? null : { id: review.id, summary: review.summary ?? null },
      notes: notes.map((note) => ({ id: note.id, author: { ...note.author }, created: note.created, body: note.body })),
    };
  });
}
