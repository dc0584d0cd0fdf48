import { WorkflowError } from "../../base/errors.ts";
import { Memo } from "../../base/memo.ts";
import type { Commands } from "../../base/ports.ts";
import { say } from "../../base/text.ts";
import { formatExactTime } from "../../base/time.ts";
import type { EventSink } from "../../events/model/event.ts";
import { resolveObjects } from "../../git/objects/resolveObjects.ts";
import type { ObjectId } from "../../git/repository/objectId.ts";
import type { ActionDocument } from "../kinds/actionDocument.ts";
import type { Vault } from "../vault/vault.ts";
import { inCleanCheckout, removeLeftCheckouts, type CheckoutParts } from "./cleanCheckout.ts";
import { outputText, type CheckResult } from "./checkResult.ts";
import type { CheckResults } from "./checkResults.ts";
import type { RequiredCheck } from "./requiredCheck.ts";

export interface RequiredChecksOptions extends CheckoutParts {
  readonly results: CheckResults;
  readonly commands: Commands;
  readonly events: EventSink;
  readonly vault: (signal?: AbortSignal) => Promise<Vault>;
}

/** A page asks once a second what its commit's tree is. */
const knownTrees = 100;

/** What is checked of a proposal: the commit that was made for it, before it is merged with anything. */
export interface CheckSubject {
  readonly session: string;
  readonly request: string;
  readonly commit: ObjectId;
  /** Of that commit: what a check says, it says of this. */
  readonly tree: ObjectId;
}

/** A check with how it ended for the very tree, and, where it did not run on that, how it ended for another one of the same session. */
export interface CheckedTree {
  readonly check: RequiredCheck;
  readonly result: CheckResult | undefined;
  readonly earlier: CheckResult | undefined;
}

/**
 * Checks that the person requires: commands of their own settings, run on a clean checkout of a proposal by their own window, with the results bound to its
 * tree. No door of agents loads this room (house/walls.mjs), and nothing here grants or refuses anything.
 */
export class RequiredChecks {
  readonly #options: RequiredChecksOptions;
  readonly #trees = new Memo<ObjectId>(knownTrees);

  constructor(options: RequiredChecksOptions) {
    this.#options = options;
  }

  /** What is to be checked of an action; `undefined`: it brings nothing to a branch. */
  async subjectOf(document: ActionDocument, signal?: AbortSignal): Promise<CheckSubject | undefined> {
    const { session, request } = document;
    if (document.kind === "commit") return { session, request, commit: document.result, tree: document.tree };
    if (document.kind === "publish") return { session, request, commit: document.source.commit, tree: document.tree };
    if (document.kind !== "merge") return undefined;
    const { commit } = document.source;
    return { session, request, commit, tree: await this.#treeOf(commit, signal) };
  }

  /** How these stand for a proposal. */
  async look(subject: CheckSubject, checks: readonly RequiredCheck[]): Promise<readonly CheckedTree[]> {
    const { results } = this.#options;
    const known = checks.length === 0 ? [] : await results.list();
    return checks.map((check) => {
      const digest = results.digest(check.command);
      const own = known.filter(({ command }) => command === digest);
      const result = own.find(({ tree }) => tree === subject.tree);
      const earlier = own
        .filter(({ session, tree }) => session === subject.session && tree !== subject.tree)
        .toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
      return { check, result, earlier: result === undefined ? earlier : undefined };
    });
  }

  /**
   * Runs one and keeps how it ended. Throws `cancelled`, with nothing kept, where that was asked for; `refused` where it cannot be started or its result
   * cannot be sealed.
   */
  async run(subject: CheckSubject, check: RequiredCheck, signal?: AbortSignal): Promise<CheckResult> {
    const { clock, commands, events, results } = this.#options;
    await removeLeftCheckouts(this.#options);
    const vault = (await this.#options.vault(signal)).repository;
    const begun = clock.elapsed();
    const end = await inCleanCheckout(
      this.#options,
      vault,
      subject.commit,
      async (directory) => await commands.run(check.command, { directory, seconds: check.seconds, signal }),
      signal,
    );
    if (end.ended === "cancelled") {
      throw new WorkflowError("cancelled", say`${check.name} was cancelled.`, say`Run it again.`);
    }
    const result: CheckResult = {
      version: 1,
      ...subject,
      name: check.name,
      command: results.digest(check.command),
      status: end.ended === undefined && end.exitCode === 0 ? "passed" : "failed",
      exit: end.exitCode,
      timeout: end.ended === "timeout",
      at: formatExactTime(clock.now()),
      seconds: Math.round(clock.elapsed() - begun) / 1000,
      output: outputText(end.output),
    };
    await results.keep(result);
    const { request, name, status, tree } = result;
    await events.note("check.ended", subject.session, { request, name, status, tree, by: "required" });
    return result;
  }

  async #treeOf(commit: ObjectId, signal?: AbortSignal): Promise<ObjectId> {
    return await this.#trees.get(commit, async () => await this.#readTree(commit, signal));
  }

  async #readTree(commit: ObjectId, signal?: AbortSignal): Promise<ObjectId> {
    const { repository } = await this.#options.vault(signal);
    const name = `${commit}^{tree}`;
    const tree = (await resolveObjects(repository, [name], signal)).get(name);
    if (tree !== undefined) return tree;
    throw new WorkflowError("conflict", say`The proposal's commit is gone.`, say`Open the request again.`);
  }
}
