import type { NewThread, Thread } from "../../core/annotations/annotation.ts";
import type { Drafts, SentReview } from "../../core/annotations/drafts/drafts.ts";
import { asWorkflowError } from "../../core/base/errors.ts";
import type { WithRedacted } from "../../core/redaction/givenText.ts";
import type { SessionId } from "../../core/sessions/model/sessionId.ts";
import type { Host } from "../feature/feature.ts";
import type { WorkflowWorkspace } from "../workspaces/workflowWorkspace.ts";

/** Whose comments are meant. */
export interface DraftedWork {
  readonly workspace: WorkflowWorkspace;
  readonly session: SessionId;
}

/** The person's own comments that are not sent yet, as editors show them. The review page writes and sends the same ones. */
export class DraftComments {
  readonly #host: Pick<Host, "runner" | "log">;
  readonly #known = new Map<string, Promise<readonly Thread[]>>();

  constructor(host: Pick<Host, "runner" | "log">) {
    this.#host = host;
  }

  /** Those of a session as threads, the same object until `forget`; none where the person has no directory of their own. */
  async of(work: DraftedWork): Promise<readonly Thread[]> {
    const key = `${work.workspace.key}\n${work.session}`;
    const known = this.#known.get(key) ?? this.#read(work);
    this.#known.set(key, known);
    return await known;
  }

  /** A page, or another window, may have written or sent some. */
  forget(): void {
    this.#known.clear();
  }

  async add({ workspace }: DraftedWork, thread: NewThread): Promise<WithRedacted<unknown>> {
    return await this.#change(async () => await (await this.#open(workspace)).add(thread));
  }

  async send({ workspace, session }: DraftedWork): Promise<WithRedacted<SentReview>> {
    return await this.#change(async () => await (await this.#open(workspace)).send(session, undefined));
  }

  async discard({ workspace, session }: DraftedWork, id: string): Promise<void> {
    await this.#change(async () => await (await this.#open(workspace)).discard(session, [id]));
  }

  async #read({ workspace, session }: DraftedWork): Promise<readonly Thread[]> {
    try {
      const notes = await (await this.#open(workspace)).list(session);
      if (notes.length === 0) return none;
      const { draftThread } = await import("../../core/annotations/drafts/draftThread.ts");
      return notes.map((note) => draftThread(session, note));
    } catch (error) {
      this.#host.log.warn(
        `Comments on ${session} that are not sent yet cannot be shown: ${asWorkflowError(error).message}`,
      );
      return none;
    }
  }

  async #change<T>(change: () => Promise<T>): Promise<T> {
    this.#host.runner.requireTrust();
    try {
      return await change();
    } finally {
      this.forget();
    }
  }

  async #open({ services }: WorkflowWorkspace): Promise<Drafts> {
    return (await import("../../adapters/open/openDrafts.ts")).openDrafts(services);
  }
}

const none: readonly Thread[] = [];
