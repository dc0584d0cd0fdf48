import { isAncestor } from "../../../git/merge/mergeCommits.ts";
import { askRemote, type RemoteRefs } from "../../../git/remote/askRemote.ts";
import type { NetworkGit } from "../../../git/remote/networkGit.ts";
import { isGitError } from "../../../git/repository/gitError.ts";
import type { ObjectId } from "../../../git/repository/objectId.ts";
import { fetchRemoteObjects } from "../../vault/fetchRemoteObjects.ts";
import type { ActionContext } from "../common/actionKind.ts";
import type { PublishDocument } from "./publishDocument.ts";

/** How often, and how many milliseconds apart, a ref is read back after a connection has ended without an answer: the remote may still be at it. */
const readings = 5;
const between = 1000;

/** The ref of a remote after somebody has tried to move it: what it says itself is what happened. */
export class PushedRef {
  readonly #context: ActionContext;
  readonly #network: NetworkGit;
  readonly #document: PublishDocument;

  constructor(context: ActionContext, network: NetworkGit, document: PublishDocument) {
    this.#context = context;
    this.#network = network;
    this.#document = document;
  }

  /**
   * `undefined`: it is not there. Throws `GitError` where the remote gives no answer.
   * @param isFresh false: what it answered a moment ago will do, so that what is looked at again and again is not asked as often (remoteLooks.ts)
   */
  async standsAt(isFresh = true): Promise<ObjectId | undefined> {
    const { url, target } = this.#document;
    const { looks } = this.#context.publishing;
    const question = [url, target.ref, "afterwards"].join("\n");
    const ask = async (): Promise<RemoteRefs> => askRemote(this.#network, [target.ref]);
    return (await looks.look(question, isFresh, ask)).refs.get(target.ref);
  }

  /** Whether what stands there has the commit: somebody may have gone on from it at once. */
  async has(now: ObjectId): Promise<boolean> {
    const { source, target } = this.#document;
    if (now === source.commit) return true;
    if (now === target.from) return false;
    const { vault } = this.#context;
    if (!(await vault.hasObject(now))) await fetchRemoteObjects(this.#network, [target.ref]);
    const both = (await vault.hasObject(now)) && (await vault.hasObject(source.commit));
    return both && isAncestor(vault.repository, source.commit, now);
  }

  /** Whether it stands elsewhere than it was pushed from, as a remote that refuses the push says; also where it cannot be asked. */
  async hasMoved(): Promise<boolean> {
    const { from } = this.#document.target;
    try {
      return (await this.standsAt()) !== (from === "none" ? undefined : from);
    } catch (error) {
      if (!isGitError(error)) throw error;
      return true;
    }
  }

  /** Where it stands once the remote has said that it was moved; `undefined`: it was not, whatever it has said. */
  async readBack(): Promise<ObjectId | undefined> {
    const { request, source } = this.#document;
    try {
      const now = await this.standsAt();
      return now !== undefined && (await this.has(now)) ? now : undefined;
    } catch (error) {
      if (!isGitError(error)) throw error;
      this.#context.logger.warn(`${request}: the ref could not be read back after the push: ${error.message}`);
      return source.commit;
    }
  }

  /** What became of a push whose reply was dropped; `undefined`: as far as can be seen, nothing. */
  async settle(): Promise<ObjectId | undefined> {
    for (let reading = 1; ; reading += 1) {
      try {
        const now = await this.standsAt();
        if (now !== undefined && (await this.has(now))) return now;
      } catch (error) {
        if (!isGitError(error)) throw error;
      }
      if (reading === readings) return undefined;
      await this.#context.clock.sleep(between);
    }
  }
}
