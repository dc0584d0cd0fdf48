import type { Memento } from "vscode";
import * as z from "zod/mini";
import type { ReviewMemory } from "./reviewSessionContext.ts";

const memoryKey = "reviews.remembered";

/** Requests whose viewed marks are kept. */
const kept = 30;

const memoriesSchema = z.array(
  z.object({ request: z.string(), viewed: z.array(z.string()), layout: z.enum(["unified", "split"]) }),
);

/** What this person has looked at and how, by request (or another page's id), kept in the window's own memory. */
export class ReviewMemories {
  readonly #memento: Memento;

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  /** Of a request that was never looked at: nothing viewed, laid out as the last one. */
  recall(request: string): ReviewMemory {
    const all = this.#all();
    const own = all.find((memory) => memory.request === request);
    return own ?? { viewed: [], layout: all.at(-1)?.layout ?? "unified" };
  }

  async remember(request: string, { viewed, layout }: ReviewMemory): Promise<void> {
    const others = this.#all().filter((memory) => memory.request !== request);
    await this.#memento.update(memoryKey, [...others, { request, viewed: [...viewed], layout }].slice(-kept));
  }

  #all(): z.infer<typeof memoriesSchema> {
    return memoriesSchema.safeParse(this.#memento.get<unknown>(memoryKey)).data ?? [];
  }
}
