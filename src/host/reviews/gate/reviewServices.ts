import type { Annotations } from "../../../core/annotations/annotation.ts";
import type { ProposalLooks } from "../../../core/review/looking/proposalLooks.ts";
import type { Gate } from "../../../core/review/gate.ts";

/** What the reviews of one workspace work with. */
export interface ReviewServices {
  readonly gate: () => Promise<Gate>;
  readonly looks: () => Promise<ProposalLooks>;
  readonly annotations: () => Promise<Annotations>;
}
