import type { Clock } from "../../core/base/ports.ts";
import type { Translate } from "./translate.ts";

/** What every text in the views is made with. */
export interface Wording {
  readonly t: Translate;
  /** BCP 47, for numbers and units. */
  readonly language: string;
  readonly clock: Pick<Clock, "now">;
}
