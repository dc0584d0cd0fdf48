import type { actions, openings } from "../../src/messages/review.ts";
import type { LayerName } from "../../src/messages/looking.ts";
import type { LineRange, CommentTarget } from "../model/pageState.ts";
import type { Layout } from "../model/rows.ts";

export type Act = (typeof actions)[number];
export type Opening = (typeof openings)[number];

/** Everything a click or a key can do. Parts call these and draw what comes of it; none of them decides anything. */
export interface PageActions {
  /** Shows a file, or the overview (`null`); with `line`, that line. */
  select(path: string | null, line?: LineRange): void;
  filter(text: string): void;
  layout(layout: Layout): void;
  view(path: string, viewed: boolean): void;
  /** Unfolds equal lines; 0-based lines of the old side, `end` not part of it. */
  unfold(start: number, end: number): void;
  /** Opens the field for a new comment, or closes it. */
  compose(place: CommentTarget | undefined): void;
  draft(key: string, words: string): void;
  /** Asks the extension to keep a comment; the words are dropped once it has. */
  annotate(place: CommentTarget, body: string, labels: readonly string[]): void;
  /** Opens the field for a reply. */
  answer(thread: string): void;
  reply(thread: string, body: string): void;
  resolve(thread: string, resolved: boolean): void;
  act(action: Act): void;
  /** Of work without a request: shows another layer, makes a session of it, or asks for its merge. */
  layer(name: LayerName): void;
  keep(): void;
  merge(): void;
  open(what: Opening, path?: string): void;
  /** Fetches the file on show, also one that is too large to be shown unasked. */
  load(whole: boolean): void;
  dismissFailure(): void;
}
