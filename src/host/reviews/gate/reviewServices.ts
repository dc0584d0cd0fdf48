import type { Annotations } from "../../../core/annotations/annotation.ts";
import type { Gate } from "../../../core/review/gate.ts";

/** What a review of one place is held with. */
export interface Reviewing {
  readonly gate: () => Promise<Gate>;
  readonly annotations: () => Promise<Annotations>;
}
