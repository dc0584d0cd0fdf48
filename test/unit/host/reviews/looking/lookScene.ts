import type { Annotations, NewThread, Thread } from "../../../../../src/core/annotations/annotation.ts";
import type { ObjectId } from "../../../../../src/core/git/repository/objectId.ts";
import { branchRef } from "../../../../../src/core/git/repository/refName.ts";
import type { Layer, LookedProposal } from "../../../../../src/core/review/looking/lookedProposal.ts";
import type { ProposalFile } from "../../../../../src/core/review/proposal/proposal.ts";
import type { SessionId } from "../../../../../src/core/sessions/model/sessionId.ts";
import type { HostMessage, Snapshot } from "../../../../../src/messages/review.ts";
import { LookMessageHandler } from "../../../../../src/host/reviews/looking/lookMessageHandler.ts";
import { LookSession } from "../../../../../src/host/reviews/looking/lookSession.ts";
import { MemoryLogger } from "../../../../support/fakes/memoryLogger.ts";
import { plainWording } from "../../plainWording.ts";
import { file } from "../reviewScene.ts";
import { DraftsInMemory } from "../draftsInMemory.ts";

const id = (digit: string): ObjectId => digit.repeat(40) as ObjectId;

export function layer(files: readonly ProposalFile[], from = id("1"), to = id("2")): Layer {
  const shown = {
    from,
    to,
    files: () => Promise.resolve(files),
    history: () => Promise.resolve(null),
    diff: () => Promise.reject(new Error("read through the looks")),
    side: () => Promise.resolve(undefined),
  };
  return { shown, files };
}

/** A worktree with two commits and an edit beyond main. */
export function looked(parts: Partial<LookedProposal> = {}): LookedProposal {
  return {
    target: { kind: "worktree", path: "/repo.worktrees/login" },
    branch: branchRef("claude/login"),
    path: "/repo.worktrees/login",
    head: id("2"),
    onto: { ref: branchRef("main"), commit: id("3") },
    mergeBase: id("1"),
    ahead: 2,
    behind: 1,
    history: {
      commits: [{ id: id("2"), author: "Claude <noreply@example.org>", time: 1_700_000_000, subject: "Log in" }],
      passing: [],
    },
    committed: layer([file("src/a.ts"), file("src/b.ts")]),
    uncommitted: layer([file("src/a.ts", { newId: "9".repeat(40) })], id("2"), id("4")),
    skipped: [],
    ...parts,
  };
}

/** A page's conversation about work without a request; what is looked at, kept and agreed to is set by the test. */
export class LookScene {
  readonly sent: HostMessage[] = [];
  readonly asked: string[] = [];
  readonly details: string[] = [];
  readonly opened: string[] = [];
  readonly threads: NewThread[] = [];
  readonly logger = new MemoryLogger();
  readonly remembered: Record<string, readonly string[]> = {};
  now: LookedProposal = looked();
  failure: Error | undefined;
  stored: readonly Thread[] = [];
  agrees = false;
  hasWorkflow = false;
  session: SessionId | undefined;
  keeps: SessionId | undefined;
  merges = 0;
  /** Milliseconds since 1970. */
  time = plainWording.clock.now();
  readonly review: LookSession;
  readonly conversation: LookMessageHandler;

  readonly drafts = new DraftsInMemory();

  constructor() {
    const wording = { ...plainWording, clock: { ...plainWording.clock, now: () => this.time } };
    const look = (): Promise<LookedProposal> =>
      this.failure === undefined ? Promise.resolve(this.now) : Promise.reject(this.failure);
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
    this.review = new LookSession({
      id: '["/repo","worktree","/repo.worktrees/login"]',
      target: this.now.target,
      name: "login",
      looks: () =>
        Promise.resolve({
          look,
          again: look,
          stands: async (before) => (await look()).head === before.head,
          readFile: (_looked, of, path) =>
            Promise.resolve({
              kind: "text",
              path,
              oldText: "one\n",
              newText: `${of}\n`,
              oldEncoding: "utf-8",
              newEncoding: "utf-8",
              mixed: [],
              ranges: [],
            }),
        }),
      annotations: () => Promise.resolve(annotations),
      drafts: () => this.drafts,
      texts: () => Promise.reject(new Error("nothing is suggested")),
      digest: () => Promise.reject(new Error("nothing is suggested")),
      renames: () => Promise.resolve((path) => path),
      session: () => this.session,
      viewed: (of) => this.remembered[of] ?? [],
      layout: () => "unified",
      shorten: (path) => path.replace("/repo.worktrees/", "../repo.worktrees/"),
      changed: () => undefined,
      wording,
    });
    this.conversation = new LookMessageHandler(
      {
        reviewer: "ada",
        annotations: () => Promise.resolve(annotations),
        drafts: () => this.drafts,
        apply: () => Promise.resolve(),
        dialogs: {
          askAboutSecrets: (text) => Promise.resolve(text),
          tellRedacted: () => Promise.resolve(),
          confirm: () => Promise.resolve(true),
        },
        agrees: (message, detail, button) => {
          this.details.push(detail);
          this.asked.push(`${message} [${button}]`);
          return Promise.resolve(this.agrees);
        },
        hasWorkflow: () => this.hasWorkflow,
        keep: () => Promise.resolve(this.keeps),
        merge: () => {
          this.merges += 1;
          return Promise.resolve();
        },
        open: (what, path) => {
          this.opened.push(`${what} ${path ?? ""}`.trim());
          return Promise.resolve();
        },
        plan: {
          list: (session) => Promise.reject(new Error(`not asked for: ${session}`)),
          read: () => Promise.reject(new Error("not asked for")),
          edit: () => Promise.reject(new Error("not asked for")),
        },
        remember: (of, { viewed }) => {
          this.remembered[of] = viewed;
        },
        strings: {},
        send: (message) => this.sent.push(message),
        logger: this.logger,
        wording,
      },
      this.review,
    );
  }

  /** The scene with everything looked up and the page told. */
  static async opened(prepare: (scene: LookScene) => void = () => undefined): Promise<LookScene> {
    const scene = new LookScene();
    prepare(scene);
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
  answer(of: number): HostMessage | undefined {
    return this.sent.findLast((message) => "id" in message && message.id === of);
  }

  async recheck(times = 1): Promise<void> {
    for (let at = 0; at < times; at += 1) {
      this.time += 1000;
      await this.review.recheck();
      this.conversation.tell();
    }
  }

  async comment(of = 1): Promise<HostMessage | undefined> {
    const lines = { side: "new", start: 1, end: 1 };
    const change = { kind: "add", file: "src/a.ts", lines, body: "Why?", labels: [] };
    await this.conversation.receive({ type: "annotate", id: of, change });
    return this.answer(of);
  }
}
