import type * as vscode from "vscode";
import { asWorkflowError } from "../../../core/base/errors.ts";
import type { Logger } from "../../../core/base/ports.ts";
import type { CheckSubject, RequiredChecks } from "../../../core/review/checks/requiredChecks.ts";
import { checksFor, type RequiredCheck, type RequiredCheckList } from "../../../core/review/checks/requiredCheck.ts";
import type { ActionDocument } from "../../../core/review/kinds/actionDocument.ts";
import type { Translate } from "../../wording/translate.ts";
import { checkKey, type CheckFacts } from "../snapshot/checkFacts.ts";

export interface CheckRunsOptions {
  /** What the person's settings say now. */
  readonly required: () => RequiredCheckList;
  readonly logger: Logger;
  readonly t: Translate;
  /** Something runs, or has ended. */
  readonly changed: () => void;
}

/** What is checked, and by what. */
export interface CheckPlace {
  /** Apart for each workspace. */
  readonly key: string;
  readonly checks: () => Promise<Pick<RequiredChecks, "subjectOf" | "look" | "run">>;
}

/** How a run of all of them has ended. */
export interface RunEnd {
  readonly passed: number;
  readonly failed: number;
  /** Those that could not be run, or were cancelled. */
  readonly others: number;
}

interface Running {
  readonly controller: AbortController;
  readonly ended: Promise<RunEnd>;
  readonly left: Set<string>;
  now: string | undefined;
}

/** Required checks that this window runs: of one tree once at a time, one command after the other. */
export class CheckRuns implements vscode.Disposable {
  readonly #options: CheckRunsOptions;
  readonly #running = new Map<string, Running>();
  /** Why one could not be run the last time, by tree and check. */
  readonly #problems = new Map<string, string>();

  constructor(options: CheckRunsOptions) {
    this.#options = options;
  }

  /** How those that are required of an action stand; `undefined`: nothing can be required of it. */
  async look({ key, checks: opened }: CheckPlace, document: ActionDocument): Promise<CheckFacts | undefined> {
    const { checks, unreadable } = checksFor(this.#options.required(), document.kind);
    const doors = await opened();
    const subject = await doors.subjectOf(document);
    if (subject === undefined) return undefined;
    const running = this.#running.get(runKey(key, subject));
    return {
      subject,
      unreadable,
      checks: (await doors.look(subject, checks)).map((checked) => {
        const name = checkKey(checked.check);
        const doing = running?.now === name ? "running" : running?.left.has(name) === true ? "waiting" : undefined;
        return { ...checked, doing, problem: this.#problems.get(`${runKey(key, subject)}\n${name}`) };
      }),
    };
  }

  /** Runs all that are required, also those that have passed; what runs already is waited for. */
  async run(place: CheckPlace, subject: CheckSubject, checks: readonly RequiredCheck[]): Promise<RunEnd> {
    const key = runKey(place.key, subject);
    const known = this.#running.get(key);
    if (known !== undefined) return await known.ended;
    const controller = new AbortController();
    const { promise: ended, resolve } = Promise.withResolvers<RunEnd>();
    const running: Running = { controller, ended, left: new Set(checks.map(checkKey)), now: undefined };
    this.#running.set(key, running);
    const counts = { passed: 0, failed: 0, others: 0 };
    try {
      for (const check of checks) {
        if (controller.signal.aborted) break;
        running.now = checkKey(check);
        this.#options.changed();
        counts[await this.#runOne(place, key, subject, check, controller.signal)] += 1;
        running.left.delete(running.now);
      }
    } finally {
      counts.others += running.left.size;
      this.#running.delete(key);
      resolve(counts);
      this.#options.changed();
    }
    return counts;
  }

  cancel(place: CheckPlace, subject: CheckSubject): void {
    this.#running.get(runKey(place.key, subject))?.controller.abort();
  }

  dispose(): void {
    for (const { controller } of this.#running.values()) controller.abort();
  }

  async #runOne(
    { checks }: CheckPlace,
    key: string,
    subject: CheckSubject,
    check: RequiredCheck,
    signal: AbortSignal,
  ): Promise<keyof RunEnd> {
    const { logger, t } = this.#options;
    const name = `${key}\n${checkKey(check)}`;
    this.#problems.delete(name);
    try {
      return (await (await checks()).run(subject, check, signal)).status;
    } catch (error) {
      const { code, text, hintText, message } = asWorkflowError(error);
      if (code !== "cancelled") {
        logger.error(`The check ${check.name} could not be run: ${message}`, error);
        this.#problems.set(name, t("It could not be run: {0} {1}", text.in(t), hintText.in(t)));
      }
      return "others";
    }
  }
}

function runKey(workspace: string, { tree }: CheckSubject): string {
  return `${workspace}\n${tree}`;
}
