import type { FileStat } from "../base/ports.ts";
import type { AnnotationFile } from "./annotationSchema.ts";

/** What a file was when it was read last. */
export interface KnownAnnotation {
  readonly stat: FileStat;
  /** `undefined`: it is not an annotation, which was logged. */
  readonly file: AnnotationFile | undefined;
}

/** Bytes on disk of all that is kept; sessions nobody has asked for lately go first. */
const keptBytes = 64 * 1024 * 1024;

const mostSaid = 1000;

/** Annotations as they were read last, so that looking again costs a look at each file's state and no more. */
export class AnnotationMemory {
  readonly #sessions = new Map<string, ReadonlyMap<string, KnownAnnotation>>();

  readonly #said = new Set<string>();

  /** Whether this has not been said yet: what is looked at every second is not logged every second. */
  isNews(message: string): boolean {
    if (this.#said.has(message) || this.#said.size >= mostSaid) return false;
    this.#said.add(message);
    return true;
  }

  /** By the annotation's id; `session` is its directory. */
  of(session: string): ReadonlyMap<string, KnownAnnotation> {
    return this.#sessions.get(session) ?? new Map<string, KnownAnnotation>();
  }

  keep(session: string, known: ReadonlyMap<string, KnownAnnotation>): void {
    this.#sessions.delete(session);
    this.#sessions.set(session, known);
    let bytes = 0;
    for (const [each, files] of [...this.#sessions].toReversed()) {
      for (const { stat } of files.values()) bytes += stat.size;
      if (bytes > keptBytes) this.#sessions.delete(each);
    }
  }
}
