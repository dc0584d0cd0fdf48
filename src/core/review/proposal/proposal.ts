import type { FileMode } from "../../git/objects/treeDiff.ts";
import type { Text } from "../../base/text.ts";
import type { TextEncoding } from "../../files/textEncoding.ts";
import type { BroughtHistory } from "./broughtHistory.ts";
import type { MixedName } from "./mixedScripts.ts";

/** How one file can be shown. */
export type FileContent = "text" | "binary" | "image" | "symlink" | "submodule";

/** Characters of a line that a page shows unasked, so that none holds it up. */
export const longestShownLine = 2000;

/** One row of the list of files. */
export interface ProposalFile {
  readonly path: string;
  /** The path it had before; `null`: it was not renamed. The old mode, id and size are of the file there. */
  readonly oldPath: string | null;
  /** False: a name of it is not UTF-8; it can be listed, not opened. */
  readonly exact: boolean;
  readonly status: "added" | "changed" | "deleted" | "type-changed" | "renamed";
  readonly oldMode: FileMode;
  readonly newMode: FileMode;
  readonly oldId: string;
  readonly newId: string;
  /** Bytes; `null`: that side does not exist. */
  readonly oldSize: number | null;
  readonly newSize: number | null;
  /** Lines; `null`: not text, or UTF-16, of which none are counted. */
  readonly added: number | null;
  readonly removed: number | null;
  readonly content: FileContent;
  /** Why it comes first and must be looked at ("runs on GitHub's machines"); `null`: an ordinary file. */
  readonly sensitive: Text | null;
  /** How the text is written: the new side, of a file that is gone the old one; `null`: not text, or nobody has looked. */
  readonly encoding: TextEncoding | null;
  /** Scripts that a word of the path mixes (`Latn`, `Cyrl`); none: nothing to say. */
  readonly mixedPath: readonly string[];
  /** Identifiers of the new side that mix scripts. */
  readonly mixedNames: number;
  /** A file of a session: these are a group of their own, before all others. */
  readonly ofSessions: boolean;
  /** Characters on the new side, or in a name, that draw nothing, move what others draw, or are not UTF-8. */
  readonly hidden: number;
  /** Lines of the new side that are longer than a page shows unasked: what stands behind could hide. */
  readonly longLines: number;
  /** Too large to be shown unasked. */
  readonly large: boolean;
}

/**
 * Whether a reviewer must have opened it before a grant: sensitive, hidden characters, long lines, large, not text or text that is not UTF-8, or a
 * mode that changed. Of a renamed file all this is asked of both paths.
 */
export function mustBeSeen(file: ProposalFile): boolean {
  const mode = file.oldMode !== file.newMode && file.oldMode !== "000000" && file.newMode !== "000000";
  const notWhole = file.hidden > 0 || file.longLines > 0 || file.large;
  const plain = file.content === "text" && (file.encoding === null || file.encoding === "utf-8");
  return file.sensitive !== null || notWhole || mode || !plain || !file.exact;
}

/** A range of changed lines: `oldCount` lines from `oldStart` (0-based) became `newCount` lines from `newStart`. */
export interface ChangedRange {
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
}

interface BlobSide {
  readonly id: string;
  readonly size: number;
}

/** Both sides of one file, whole; the page collapses what is equal. */
export type FileDiff =
  | {
      readonly kind: "text";
      readonly path: string;
      /** Text as it stands, line ends included; `null`: that side does not exist. Bytes that cannot be read became U+FFFD. */
      readonly oldText: string | null;
      readonly newText: string | null;
      /** How each side is written; `null`: it does not exist, or has no content. */
      readonly oldEncoding: TextEncoding | null;
      readonly newEncoding: TextEncoding | null;
      /** Identifiers of both sides that mix scripts. */
      readonly mixed: readonly MixedName[];
      readonly ranges: readonly ChangedRange[];
    }
  | {
      readonly kind: "image";
      readonly path: string;
      readonly mime: string;
      /** Base64. */
      readonly oldData: string | null;
      readonly newData: string | null;
      readonly old: BlobSide | null;
      readonly new: BlobSide | null;
    }
  | { readonly kind: "binary"; readonly path: string; readonly old: BlobSide | null; readonly new: BlobSide | null }
  | {
      readonly kind: "symlink";
      readonly path: string;
      readonly oldTarget: string | null;
      readonly newTarget: string | null;
    }
  | {
      readonly kind: "submodule";
      readonly path: string;
      readonly oldCommit: string | null;
      readonly newCommit: string | null;
    }
  /** Not read: say so, offer to load it whole. `lines` may be unknown. */
  | { readonly kind: "large"; readonly path: string; readonly size: number };

/** What an action would change, as it can be shown: files with two sides. Where these lie is the kind's business. */
export interface ShownProposal {
  /** Names of both sides, such as object ids; equal where nothing changes. */
  readonly from: string;
  readonly to: string;
  /** Files of sessions first, then sensitive ones. */
  files(signal?: AbortSignal): Promise<readonly ProposalFile[]>;
  /** What comes along with the files, of which `shown` are listed; `null`: nothing does. */
  history(shown: ReadonlySet<string>, signal?: AbortSignal): Promise<BroughtHistory | null>;
  /** One of the files, both sides; `whole`: also where it is large. */
  diff(file: ProposalFile, whole: boolean, signal?: AbortSignal): Promise<FileDiff>;
  /** Raw bytes of one side; absent: `undefined`. */
  side(file: ProposalFile, side: "from" | "to", signal?: AbortSignal): Promise<Uint8Array | undefined>;
}
