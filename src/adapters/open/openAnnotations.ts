import type { Annotations } from "../../core/annotations/annotation.ts";
import { AnnotationStore, type AnnotationStoreOptions } from "../../core/annotations/annotationStore.ts";
import { SessionTexts, type SessionTextsOptions } from "../../core/annotations/sessionTexts.ts";

export interface OpenedAnnotations {
  readonly annotations: Annotations;
  readonly texts: SessionTexts;
}

export function openAnnotations(options: AnnotationStoreOptions & SessionTextsOptions): OpenedAnnotations {
  return { annotations: new AnnotationStore(options), texts: new SessionTexts(options) };
}
