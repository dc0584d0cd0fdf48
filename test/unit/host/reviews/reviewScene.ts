import { WorkflowError } from "../../../../src/core/base/errors.ts";
import { say, type Text, verbatim } from "../../../../src/core/base/text.ts";
import type { UncommittedWork } from "../../../../src/core/forks/proposedMerge.ts";
import type { Annotations, NewThread, Thread } from "../../../../src/core/annotations/annotation.ts";
import type { ActionOf } from "../../../../src/core/review/kinds/actionDocument.ts";
import type { GivenText } from "../../../../src/core/redaction/givenText.ts";
import { KeptText } from "../../../../src/core/redaction/keptText.ts";
import type { RequestView } from "../../../../src/core/review/requests/requests.ts";
import type { Gate, Granted, PreparedAction } from "../../../../src/core/review/gate.ts";
import type { FileDiff, ProposalFile } from "../../../../src/core/review/proposal/proposal.ts";
import type { Receipt } from "../../../../src/core/gate/receipt.ts";
import type { RequestId } from "../../../../src/core/sessions/model/requestId.ts";
import type { Plan } from "../../../../src/messages/plan.ts";
import type { HostMessage, Snapshot } from "../../../../src/messages/review.ts";
import { ReviewMessageHandler } from "../../../../src/host/reviews/panel/reviewMessageHandler.ts";
import type { SendQuestion } from "../../../../src/host/reviews/panel/draftQuestions.ts";
import type { GrantQuestion } from "../../../../src/host/reviews/panel/grantQuestion.ts";
import type { ReviewMemory } from "../../../../src/host/reviews/panel/reviewSessionContext.ts";
import { parseObjectId } from "../../../../src/core/git/repository/objectId.ts";
import { suggestionDigest } from "../../../../src/core/annotations/suggestions/suggestionDigest.ts";
import { NodeCryptography } from "../../../../src/adapters/nodeCryptography.ts";
import { DraftsInMemory } from "./draftsInMemory.ts";
import type { CheckFacts } from "../../../../src/host/reviews/snapshot/checkFacts.ts";
import { ReviewSession } from "../../../../src/host/reviews/panel/reviewSession.ts";
import { MemoryLogger } from "../../../support/fakes/memoryLogger.ts";
import { fork, mergeId, mergeRequestOf } from "../../../support/requests.ts";
import { sampleActions } from "../../gate/actionSamples.ts";
import { plainWording } from "../plainWording.ts";

/** A request to merge WFS-a into main, made at 11:48 of the day of `plainWording`. */
export function view(parts: Partial<RequestView> = {}): RequestView {
  return {
    id: mergeId,
    session: fork,
    path: `/repo/.workflow/WFS-a/approvals/${mergeId}`,
    state: "waiting",
    reasons: [],
    request: mergeRequestOf({ created: "2025-09-07T11:48:00Z" }),
    digest: "ab".repeat(32),
    decision: null,
    receipt: null,
    ...parts,
  };
}

export function file(path: string, parts: Partial<ProposalFile> = {}): ProposalFile {
  return {
    path,
    oldPath: null,
    exact: true,
    status: "changed",
    oldMode: "100644",
    newMode: "100644",
    oldId: "1".repeat(40),
    newId: "2".repeat(40),
    oldSize: 10,
    newSize: 12,
    added: 2,
    removed: 1,
    content: "text",
    sensitive: null,
    encoding: "utf-8",
    mixedPath: [],
    mixedNames: 0,
    ofSessions: false,
    hidden: 0,
    longLines: 0,
    large: false,
    ...parts,
  };
}

export const receipt: Receipt = {
  version: 1,
  workspace: "/repo",
  request: mergeId,
  kind: "merge",
  session: fork,
  request_digest: "ab".repeat(32),
  fingerprint: "7f".repeat(32),
  outcome: "executed",
  message: "main has the work of WFS-a.",
  differing: [],
  ref: "refs/heads/main",
  from: "1".repeat(40),
  to: "4".repeat(40),
  safety: null,
  safety_session: null,
  finished: "2025-09-07T11:59:00Z",
  key: "",
  signature: "",
};

export function prepared(parts: Partial<PreparedAction> = {}): PreparedAction {
  const document = sampleActions[0] as ActionOf<"merge">;
  return {
    approval: view(),
    document,
    bytes: new Uint8Array(),
    fingerprint: "7f".repeat(32),
    files: [file("src/a.ts"), file(".vscode/settings.json", { sensitive: say`changes how the editor behaves` })],
    sides: { from: "1".repeat(40), to: "4".repeat(40) },
    history: null,
    obstacles: [],
    conflicts: [],
    checks: [{ task: "IMPL-1", name: "pytest", status: "passed" }],
    unreadChecks: 0,
    ...parts,
  };
}

/** A page's conversation with a gate that only counts; what is asked of the person is answered by `confirms` and `reason`. */
export class ReviewScene {
  readonly sent: HostMessage[] = [];
  readonly questions: GrantQuestion[] = [];
  readonly granted: PreparedAction[] = [];
  readonly refused: string[] = [];
  readonly opened: string[] = [];
  uncommitted: UncommittedWork | null = null;
  uncommittedLooks = 0;
  unreviewed = false;
  /** What the person's settings require. */
  required: CheckFacts | undefined;
  /** Why nobody can tell how they stand. */
  requiredFails: Text | undefined;
  /** What was asked of required checks. */
  readonly checked: string[] = [];
  /** What was put on record beside a grant. */
  readonly noted: string[] = [];
  readonly threads: NewThread[] = [];
  readonly drafts = new DraftsInMemory();
  /** Threads whose suggestions were applied, and what was shown of them. */
  readonly applied: (readonly [thread: string, digest: string])[] = [];
  /** Whether drafts are to be sent with an answer: asked, and picked. */
  readonly sendQuestions: SendQuestion[] = [];
  picks: "first" | "second" | undefined = "first";
  isFork = true;
  /** The files of the fork's head. */
  readonly files = new Map<string, string>();
  readonly texts = {
    tip: () => Promise.resolve({ ref: "refs/heads/session/WFS-a", head: "9".repeat(40) }),
    committed: (_session: unknown, path: string) => {
      const text = this.files.get(path);
      const bytes = new TextEncoder().encode(text);
      return Promise.resolve(text === undefined ? undefined : { commit: parseObjectId("9".repeat(40)), bytes });
    },
    renames: () => Promise.resolve((path: string) => this.renames.get(path) ?? path),
  };
  /** Numbers of the documents that were read for the page. */
  readonly read: number[] = [];
  plan: Plan = { parts: [] };
  readonly logger = new MemoryLogger();
  /** What the person answers in the dialog. */
  confirms: (question: GrantQuestion) => Promise<boolean> = () => Promise.resolve(false);
  reason: string | undefined;
  /** What stood in the question for a reason when it was asked. */
  readonly typed: (string | undefined)[] = [];
  declining: Error | undefined;
  /** The answer to the question about a secret in what was typed. */
  aboutSecrets: (text: string) => GivenText | undefined = (text) => text;
  view: RequestView = view();
  action: PreparedAction = prepared();
  preparing: Error | undefined;
  differing: readonly string[] = [];
  /** Asked instead of `differing`, where a test wants another answer for each action. */
  differs: ((action: PreparedAction) => readonly string[]) | undefined;
  stored: readonly Thread[] = [];
  readonly renames = new Map<string, string>();
  siblings: readonly RequestView[] = [];
  /** Commits of the fork beside the one it is asked about, and what it was asked about. */
  commits: number | null = 0;
  readonly counted: string[] = [];
  memory: ReviewMemory = { viewed: [], layout: "unified" };
  prepares = 0;
  followed: RequestId | undefined;
  readonly review: ReviewSession;
  readonly conversation: ReviewMessageHandler;

  constructor(wording = plainWording) {
    const gate: Pick<Gate, "prepare" | "differing" | "readFile" | "grant" | "decline" | "undo"> = {
      prepare: () => {
        this.prepares += 1;
        return this.preparing === undefined ? Promise.resolve(this.action) : Promise.reject(this.preparing);
      },
      differing: (action) => Promise.resolve(this.differs?.(action) ?? this.differing),
      readFile: (_action, path, whole) => Promise.resolve(this.#diff(path, whole)),
      grant: (action, _reviewer, _signal, noted = ""): Promise<Granted> => {
        this.granted.push(action);
        this.noted.push(noted);
        this.view = view({ state: "executed", receipt });
        return Promise.resolve({ receipt } as Granted);
      },
      decline: (_id, decision, given) => {
        if (this.declining !== undefined) return Promise.reject(this.declining);
        const reason = given instanceof KeptText ? given.text : given;
        this.refused.push(`${decision}: ${reason}`);
        this.view = view({ state: decision, reasons: [verbatim(reason)] });
        return Promise.resolve({} as Awaited<ReturnType<Gate["decline"]>>);
      },
      undo: () => Promise.resolve({ message: say`main is where it was.` }),
    };
    const annotations: Annotations = {
      list: () => Promise.resolve(this.stored),
      get: () => Promise.reject(new Error("not asked for")),
      add: (thread) => {
        this.threads.push(thread);
        return Promise.resolve({} as Thread);
      },
      reply: () => Promise.resolve({} as Thread),
      resolve: () => Promise.resolve({} as Thread),
    };
    const approvals = {
      get: () => Promise.resolve(this.view),
      askAgain: () => Promise.resolve(view({ id: "20260101T110000Z-merge-0a1b2c3e" as RequestId })),
    };
    const doors = {
      id: mergeId,
      approvals: () => Promise.resolve(approvals),
      gate: () => Promise.resolve(gate),
      annotations: () => Promise.resolve(annotations),
      drafts: () => this.drafts,
      wording,
    };
    this.review = new ReviewSession({
      ...doors,
      known: () => this.view,
      viewed: () => this.memory.viewed,
      layout: () => this.memory.layout,
      comparable: () => false,
      unreviewed: () => this.unreviewed,
      renames: () => Promise.resolve((path) => this.renames.get(path) ?? path),
      uncommitted: async () => {
        this.uncommittedLooks += 1;
        return this.uncommitted;
      },
      siblings: () => this.siblings,
      commitsSince: async (commit) => {
        this.counted.push(commit);
        return await Promise.resolve(this.commits);
      },
      checks: () => {
        const why = this.requiredFails;
        return why === undefined
          ? Promise.resolve(this.required)
          : Promise.reject(new WorkflowError("refused", why, say`Try again.`));
      },
      built: () => undefined,
      texts: () => Promise.resolve(this.texts),
      digest: (thread, on) => Promise.resolve(suggestionDigest(new NodeCryptography(), thread, on)),
      isFork: () => this.isFork,
    });
    this.conversation = new ReviewMessageHandler(
      {
        ...doors,
        reviewer: "ada",
        dialogs: {
          confirm: async (question) => {
            this.questions.push(question);
            return await this.confirms(question);
          },
          pick: (question) => {
            this.sendQuestions.push(question);
            return Promise.resolve(this.picks);
          },
          askReason: (_title, _prompt, typed) => {
            this.typed.push(typed);
            return Promise.resolve(this.reason);
          },
          askAboutSecrets: (text) => Promise.resolve(this.aboutSecrets(text)),
          tellRedacted: () => Promise.resolve(),
          executing: async (_title, task) => await task(new AbortController().signal),
          announce: () => undefined,
          inform: () => undefined,
        },
        checks: {
          run: () => Promise.resolve(void this.checked.push("run")),
          cancel: () => Promise.resolve(void this.checked.push("cancel")),
        },
        apply: (id, digest) => {
          this.applied.push([id, digest]);
          return Promise.resolve();
        },
        open: (what, path) => {
          this.opened.push(`${what} ${path ?? ""}`.trim());
          return Promise.resolve();
        },
        plan: {
          list: () => Promise.resolve(this.plan),
          read: (number) => {
            this.read.push(number);
            return Promise.resolve({ kind: "text", text: "# Plan\n", size: 7, isCut: false });
          },
          edit: (number) => {
            this.opened.push(`document ${number}`);
            return Promise.resolve();
          },
        },
        follow: (id) => {
          this.followed = id;
          return Promise.resolve();
        },
        recall: () => this.memory,
        remember: (memory) => {
          this.memory = memory;
        },
        changed: () => Promise.resolve(),
        strings: {},
        send: (message) => this.sent.push(message),
        logger: this.logger,
      },
      this.review,
    );
  }

  /** The scene with everything looked up and the page told. */
  static async opened(): Promise<ReviewScene> {
    const scene = new ReviewScene();
    await scene.review.load();
    await scene.conversation.receive({ type: "ready" });
    return scene;
  }

  get snapshot(): Snapshot {
    const last = this.sent.findLast((message) => message.type === "snapshot");
    if (last?.type !== "snapshot") throw new Error("The page was told nothing.");
    return last.snapshot;
  }

  /** The answer to a question of the page. */
  answer(id: number): HostMessage | undefined {
    return this.sent.findLast((message) => "id" in message && message.id === id);
  }

  async load(...paths: readonly string[]): Promise<void> {
    for (const path of paths) await this.conversation.receive({ type: "load", id: 0, path, whole: false });
  }

  async act(action: string, id = 1): Promise<void> {
    await this.conversation.receive({ type: "act", id, action });
  }

  async recheck(): Promise<void> {
    await this.review.recheck();
    this.conversation.tell();
  }

  #diff(path: string, whole: boolean): FileDiff {
    const large = this.action.files.find((one) => one.path === path)?.large ?? false;
    if (large && !whole) return { kind: "large", path, size: 5_000_000 };
    return {
      kind: "text",
      path,
      oldText: "one\ntwo\n",
      newText: "one\n2\n",
      oldEncoding: "utf-8",
      newEncoding: "utf-8",
      mixed: [],
      ranges: [],
    };
  }
}
