import { asWorkflowError } from "../base/errors.ts";
import { canonicalJson } from "../files/canonicalJson.ts";
import type { Cryptography, Logger, Signer } from "../base/ports.ts";
import { encodeText } from "../files/jsonBytes.ts";
import type { SessionId } from "../sessions/model/sessionId.ts";
import type { Voice } from "./annotation.ts";
import type { AnnotationFile } from "./annotationSchema.ts";
import type { ClaimedMark, PersonsMark, PersonsSeals, SealedKind } from "../base/personsSeals.ts";

type Verifier = Pick<Cryptography, "verify">;

const nothingVerified: Verifier = { verify: () => false };

export interface VoicesOptions {
  /** The directory that holds `.workflow`: a comment counts as a person's in no other one. */
  readonly workspace: string;
  readonly cryptography: () => Promise<Verifier>;
  readonly logger: Logger;
  /** The reviewer's public keys; empty: none is known here. */
  readonly keys: () => Promise<readonly string[]>;
  /** Signs as the person at this window; left out: no person speaks through this door. */
  readonly signer?: () => Promise<Signer>;
}

/**
 * Who speaks in comments. Any process can write that a person said something, so only what is signed with the reviewer's key counts as a person's: what was
 * written in that person's own VS Code. The signature covers every member of the file, its session and its workspace, so no comment can be passed off as one on something else.
 */
export class Voices implements PersonsSeals {
  readonly #options: VoicesOptions;
  /** Of files that were judged with these keys; a file that has changed is another object. */
  #known = new WeakMap<AnnotationFile, Voice>();
  #keys = "";

  constructor(options: VoicesOptions) {
    this.#options = options;
  }

  /** The file as it is written: signed where a person says it through their own window; never fails, an unsigned comment is better than none. */
  async sign(session: SessionId, file: AnnotationFile): Promise<AnnotationFile> {
    const { signer, logger } = this.#options;
    if (file.author.kind !== "person") return file;
    if (signer === undefined) return { ...file, signature: null };
    try {
      const own = await signer();
      const keyed = { ...file, key: await own.key() };
      return { ...keyed, signature: await own.sign(this.#bytes(session, keyed)) };
    } catch (error) {
      logger.warn(`The comment ${file.id} is not signed: ${asWorkflowError(error).message}`);
      return { ...file, signature: null };
    }
  }

  async seal(kind: SealedKind, members: object): Promise<PersonsMark> {
    const { signer } = this.#options;
    if (signer === undefined) throw new Error("No person speaks through this door.");
    const own = await signer();
    const key = await own.key();
    return { key, signature: await own.sign(this.#sealedBytes(kind, { ...members, key })) };
  }

  async isSealed(kind: SealedKind, members: object, { key, signature }: ClaimedMark): Promise<boolean> {
    if (typeof key !== "string" || typeof signature !== "string") return false;
    if (!(await this.#options.keys()).includes(key)) return false;
    return (await this.#options.cryptography()).verify(key, this.#sealedBytes(kind, { ...members, key }), signature);
  }

  /** Who says each of these; agents are left out. */
  async of(session: SessionId, files: readonly AnnotationFile[]): Promise<ReadonlyMap<string, Voice>> {
    const persons = files.filter(({ author }) => author.kind === "person");
    const isAnySigned = persons.some(({ signature }) => typeof signature === "string");
    const keys = isAnySigned ? await this.#options.keys() : [];
    const cryptography = isAnySigned ? await this.#options.cryptography() : nothingVerified;
    if (keys.join() !== this.#keys) this.#known = new WeakMap();
    this.#keys = keys.join();
    return new Map(
      persons.map((file) => {
        const voice = this.#known.get(file) ?? this.#judge(session, file, keys, cryptography);
        this.#known.set(file, voice);
        return [file.id, voice];
      }),
    );
  }

  #judge(session: SessionId, file: AnnotationFile, keys: readonly string[], cryptography: Verifier): Voice {
    const { key, signature } = file;
    if (signature === undefined) return "unsigned";
    if (signature === null || key === undefined || !keys.includes(key)) return "claimed";
    return cryptography.verify(key, this.#bytes(session, file), signature) ? "person" : "claimed";
  }

  #bytes(session: SessionId, { signature: _signature, ...members }: AnnotationFile): Uint8Array {
    return this.#sealedBytes("comment", { session, ...members });
  }

  /** The kind is covered, so that nothing passes for what it is not. */
  #sealedBytes(kind: SealedKind | "comment", members: object): Uint8Array {
    const { workspace } = this.#options;
    return encodeText(`workflow-sessions ${kind}\n${canonicalJson({ workspace, ...members })}`);
  }
}
