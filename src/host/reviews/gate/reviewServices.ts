import type { Annotations } from "../../../core/annotations/annotation.ts";
import type { ProposalLooks } from "../../../core/review/looking/proposalLooks.ts";
import type { RequiredChecks } from "../../../core/review/checks/requiredChecks.ts";
import type { Drafts } from "../../../core/annotations/drafts/drafts.ts";
import type { Suggestions } from "../../../core/review/suggestions.ts";
import type { Gate } from "../../../core/review/gate.ts";

/** What the reviews of one workspace work with. */
export interface ReviewServices {
  readonly gate: () => Promise<Gate>;
  readonly looks: () => Promise<ProposalLooks>;
  readonly checks: () => Promise<RequiredChecks>;
  readonly annotations: () => Promise<Annotations>;
  /** Comments of the person that are not sent yet. */
  readonly drafts: () => Drafts;
  readonly suggestions: () => Promise<Suggestions>;
}
