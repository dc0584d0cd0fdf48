import { WorkflowError } from "../../../core/base/errors.ts";
import type { FileSystem } from "../../../core/base/ports.ts";
import { say } from "../../../core/base/text.ts";
import { type DocumentContent, findDocument, readDocument } from "../../../core/context/readDocument.ts";
import { type PlanDocument, type PlanSource, readPlan } from "../../../core/context/readPlan.ts";
import type { SessionId } from "../../../core/sessions/model/sessionId.ts";
import type { Plan } from "../../../messages/plan.ts";
import type { Wording } from "../../wording/wording.ts";
import { planRows } from "../snapshot/planRows.ts";

export interface RequestPlanOptions extends PlanSource {
  readonly fs: FileSystem;
  /** Opens a file in an editor. */
  readonly edit: (path: string) => Promise<void>;
  readonly wording: Pick<Wording, "t">;
}

/** The plan of one request's session. A page names documents by numbers that were given out here, never by paths. */
export class RequestPlan {
  readonly #options: RequestPlanOptions;
  /** A file keeps its number as long as the panel is open. */
  readonly #numbers = new Map<string, number>();
  #listed: ReadonlyMap<number, PlanDocument> = new Map();

  constructor(options: RequestPlanOptions) {
    this.#options = options;
  }

  /** Looks it up. Throws where there is no such session. */
  async list(session: SessionId): Promise<Plan> {
    const parts = await readPlan(this.#options, session);
    this.#listed = new Map(
      parts.flatMap(({ documents }) => documents.map((document) => [this.#numberOf(document), document] as const)),
    );
    return planRows(parts, (document) => this.#numberOf(document), this.#options.wording);
  }

  async read(number: number): Promise<DocumentContent> {
    return await readDocument(this.#options.fs, this.#find(number));
  }

  async edit(number: number): Promise<void> {
    const document = this.#find(number);
    await findDocument(this.#options.fs, document);
    await this.#options.edit(document.path);
  }

  #find(number: number): PlanDocument {
    const document = this.#listed.get(number);
    if (document !== undefined) return document;
    throw new WorkflowError("not-found", say`This document is not part of the plan.`, say`Look at the list again.`);
  }

  #numberOf({ path }: PlanDocument): number {
    const number = this.#numbers.get(path) ?? this.#numbers.size;
    this.#numbers.set(path, number);
    return number;
  }
}
