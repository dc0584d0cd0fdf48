/** The only file that talks to the extension: it checks what arrives and gives every question an end. */
import * as z from "zod/mini";
import { hostMessageSchema, type HostMessage, type PageMessage } from "../../src/messages/review.ts";
import { t } from "./wording.ts";

// The page's Content Security Policy forbids what Zod compiles its schemas with.
z.config({ jitless: true });

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

type Asking = Extract<PageMessage, { readonly id: number }>;
/** A question as the page writes it; the link numbers it. */
export type Question = Asking extends infer Each ? (Each extends Asking ? Omit<Each, "id"> : never) : never;
export type Told = Extract<HostMessage, { readonly type: "hello" | "snapshot" | "plan" }>;
export type Answer = Extract<HostMessage, { readonly type: "file" | "document" | "done" }>;

/** The extension said no, or nothing in time. */
export class HostFailure extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.name = "HostFailure";
    this.hint = hint;
  }
}

const brokenSchema = z.object({ type: z.optional(z.unknown()), id: z.optional(z.unknown()) });

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (failure: HostFailure) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

export class HostLink {
  readonly #api = acquireVsCodeApi();
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  /** Messages that were not ours, or malformed. They have no other effect. */
  ignored = 0;

  /**
   * @param told hears every greeting, every snapshot and every plan
   * @param dropped hears that a snapshot could not be understood: what the page shows is not what there is
   */
  constructor(told: (message: Told) => void, dropped: () => void) {
    window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      const parsed = hostMessageSchema.safeParse(data);
      if (!parsed.success) this.#drop(data, dropped);
      else if ("id" in parsed.data) this.#settle(parsed.data);
      else told(parsed.data);
    });
  }

  send(message: Extract<PageMessage, { readonly type: "ready" | "remember" }>): void {
    this.#api.postMessage(message);
  }

  /**
   * Asks the extension and waits for its answer.
   *
   * @throws HostFailure when it refuses, or does not answer in time
   */
  ask(question: Question, limitSeconds: number): Promise<Answer> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(
          new HostFailure(
            t("The extension has not answered for {0} seconds.", limitSeconds),
            t("Look for an open dialog, then try again; closing and opening this page helps if it stopped."),
          ),
        );
      }, limitSeconds * 1000);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#api.postMessage({ ...question, id });
    });
  }

  /** What `save` kept before the page was last closed or reloaded. */
  saved(): unknown {
    return this.#api.getState();
  }

  save(state: unknown): void {
    this.#api.setState(state);
  }

  /** A malformed message has no other effect than that this is said. */
  #drop(data: unknown, dropped: () => void): void {
    this.ignored += 1;
    const { type, id } = brokenSchema.safeParse(data).data ?? {};
    if (type === "snapshot") dropped();
    else if (typeof id === "number" && this.#waiting.has(id)) {
      const hint = t("Open the file beside this page instead, or look into it with git.");
      this.#settle({ type: "failed", id, message: t("The answer of the extension could not be shown."), hint });
    }
  }

  #settle(message: Extract<HostMessage, { readonly id: number }>): void {
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) {
      this.ignored += 1;
      return;
    }
    this.#waiting.delete(message.id);
    clearTimeout(waiting.timer);
    if (message.type === "failed") waiting.reject(new HostFailure(message.message, message.hint));
    else waiting.resolve(message);
  }
}
