import type { Annotations } from "../../../core/annotations/annotation.ts";
import type { Gate } from "../../../core/review/gate.ts";

/** What a review of one workspace is held with. */
export interface ReviewServices {
  readonly gate: () => Promise<Gate>;
  readonly annotations: () => Promise<Annotations>;
}
