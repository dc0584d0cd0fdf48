import type { Annotations } from "../../core/annotations/annotation.ts";
import type { NoteWriter } from "../../core/annotations/annotationSchema.ts";
import { AnnotationStore, type AnnotationStoreOptions } from "../../core/annotations/annotationStore.ts";
import { SessionTexts, type SessionTextsOptions } from "../../core/annotations/sessionTexts.ts";
import { Voices } from "../../core/annotations/voices.ts";
import type { Signer } from "../../core/base/ports.ts";

export interface OpenedAnnotations {
  readonly annotations: Annotations & NoteWriter;
  readonly texts: SessionTexts;
}

/** The reviewer's keys and node's cryptography, which takes long to load, are asked for where a comment is signed. */
export function openAnnotations(
  options: Omit<AnnotationStoreOptions, "voices"> &
    SessionTextsOptions & {
      /** The directory that holds `.workflow`. */
      readonly root: string;
      readonly signer?: () => Promise<Signer>;
    },
): OpenedAnnotations {
  const { root, fs, logger, signer } = options;
  const voices = new Voices({
    workspace: root,
    logger,
    keys: async () => (await import("./knownKeys.ts")).knownKeys({ fs, logger }),
    cryptography: async () => new (await import("../nodeCryptography.ts")).NodeCryptography(),
    ...(signer === undefined ? {} : { signer }),
  });
  return { annotations: new AnnotationStore({ ...options, voices }), texts: new SessionTexts(options) };
}
