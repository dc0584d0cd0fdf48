import type { Annotations } from "../../../core/annotations/annotation.ts";
import type { Drafts } from "../../../core/annotations/drafts/drafts.ts";
import type { Logger } from "../../../core/base/ports.ts";
import type { GivenText } from "../../../core/redaction/givenText.ts";
import type { TextPlace } from "../../prompts/tellRedacted.ts";
import type { Requests } from "../../../core/review/requests/requests.ts";
import type { Gate, Granted, PreparedAction } from "../../../core/review/gate.ts";
import type { RequestId } from "../../../core/sessions/model/requestId.ts";
import type { HostMessage, openings, Snapshot } from "../../../messages/review.ts";
import type { Wording } from "../../wording/wording.ts";
import type { SendQuestion } from "./draftQuestions.ts";
import type { GrantQuestion } from "./grantQuestion.ts";
import type { RequestPlan } from "./requestPlan.ts";

/** VS Code's own dialogs. Nothing in them comes from a page. */
export interface ReviewDialogs {
  /** Answers true only when the second button was pressed. */
  confirm(question: GrantQuestion): Promise<boolean>;
  /** Which button was pressed; `undefined`: the question was closed. */
  readonly pick: (question: SendQuestion) => Promise<"first" | "second" | undefined>;
  /** A text that is not empty, or `undefined` when the question was closed. `typed`: what stands in it at first. */
  askReason(title: string, prompt: string, typed?: string): Promise<GivenText | undefined>;
  /** What a person has written, as it is to be kept (secretQuestion.ts); `undefined` when the question was closed. */
  readonly askAboutSecrets: (text: string) => Promise<GivenText | undefined>;
  /** Says which secrets were taken out of it, if any were. */
  readonly tellRedacted: (
    answer: { readonly redacted?: readonly string[] | undefined },
    place: TextPlace,
  ) => Promise<void>;
  /** Shows that something is carried out, with "Cancel". */
  executing<T>(title: string, task: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Says what came of a grant, with "Undo" beside it where that can be; nothing where the page that can be seen says it. */
  announce(granted: Granted): void;
  /** Says what came of something else; nothing where the page that can be seen says it. */
  inform(message: string): void;
}

/** What a person remembers of a request from one time to the next. */
export interface ReviewMemory {
  readonly viewed: readonly string[];
  readonly layout: Snapshot["layout"];
}

/** What the messages of a review page are answered with. */
export interface ReviewSessionContext {
  readonly id: RequestId;
  readonly reviewer: string;
  readonly approvals: () => Promise<Pick<Requests, "get" | "askAgain">>;
  readonly gate: () => Promise<Pick<Gate, "prepare" | "differing" | "readFile" | "grant" | "decline" | "undo">>;
  readonly annotations: () => Promise<Annotations>;
  readonly drafts: () => Drafts;
  /** Applies what a thread suggests, if it is still what was shown with this digest, and says so with "Undo" beside it. */
  readonly apply: (thread: string, digest: string) => Promise<void>;
  /** Required checks of an action: asks the person unless they have agreed in this window, then begins them; or ends those that run. */
  readonly checks: {
    readonly run: (prepared: PreparedAction) => Promise<void>;
    readonly cancel: (prepared: PreparedAction) => Promise<void>;
  };
  readonly dialogs: ReviewDialogs;
  /** Opens something in an editor beside the page. */
  readonly open: (
    what: (typeof openings)[number],
    path: string | undefined,
    prepared: PreparedAction | undefined,
  ) => Promise<void>;
  readonly plan: Pick<RequestPlan, "list" | "read" | "edit">;
  /** Opens the review of another request. */
  readonly follow: (id: RequestId) => Promise<void>;
  readonly recall: () => ReviewMemory;
  readonly remember: (memory: ReviewMemory) => void;
  /** Something was decided or asked here: all that shows requests looks again. */
  readonly changed: () => Promise<void>;
  /** Texts of the page in the person's language, by their English. */
  readonly strings: Readonly<Record<string, string>>;
  readonly send: (message: HostMessage) => void;
  readonly logger: Logger;
  readonly wording: Wording;
}
