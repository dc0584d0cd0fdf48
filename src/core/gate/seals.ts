import * as z from "zod/mini";
import { FileError } from "../base/errors.ts";
import { joinPath } from "../files/paths.ts";
import { encodeText, parseJsonBytes } from "../files/jsonBytes.ts";
import { printDocument } from "../files/jsonText.ts";
import type { Ports } from "../files/recordLock.ts";
import type { RequestId } from "../sessions/model/requestId.ts";

/** What makes a document this very one: taken over when everything is looked up again. */
export interface Seal {
  /** Random, hexadecimal. */
  readonly nonce: string;
  /** Seconds since 1970. */
  readonly prepared: number;
}

const sealSchema = z.strictObject({
  version: z.literal(1),
  nonce: z.string().check(z.regex(/^[0-9a-f]{32}$/u)),
  prepared: z.int().check(z.nonnegative()),
});

const nonceBytes = 16;
const maxBytes = 4096;
/** Digits of the digest in a name. */
const digits = 16;

export interface SealsOptions extends Ports {
  /** Where the claims of the workspace are, outside of it (ReviewerHome.claimsOf). */
  readonly directory: string;
}

/**
 * Seals of requests that were looked at, `<request id>.<what it is about>.seal.json` beside the claims: whichever window looks first makes it, and all others
 * take it over, so that one request has one fingerprint until something it is about moves. A seal gives no right to anything.
 */
export class Seals {
  readonly #options: SealsOptions;

  constructor(options: SealsOptions) {
    this.#options = options;
  }

  /** A seal nobody has used. */
  fresh(): Seal {
    const { clock, random } = this.#options;
    return { nonce: random.hex(nonceBytes), prepared: Math.floor(clock.now() / 1000) };
  }

  /** The seal of the last look of any window, and whether that was about this. */
  async last(
    id: RequestId,
  ): Promise<{ readonly seal: Seal; readonly isAbout: (about: string) => boolean } | undefined> {
    for (const name of await this.#names(id)) {
      const seal = await this.#read(name);
      if (seal !== undefined) return { seal, isAbout: (about) => name === this.#name(id, about) };
    }
    return undefined;
  }

  /**
   * The seal of a request while it is about this, in every window; the others of it are taken away.
   * @param about hexadecimal digest of what it is about
   * @param proposed is used where there is none yet
   */
  async of(id: RequestId, about: string, proposed: Seal): Promise<Seal> {
    const { directory, fs } = this.#options;
    const name = this.#name(id, about);
    try {
      const content = encodeText(printDocument({ version: 1, ...proposed }));
      const made = await fs.createExclusive(joinPath(directory, name), content);
      for (const other of await this.#names(id)) if (other !== name) await fs.remove(joinPath(directory, other));
      if (made) return proposed;
      const known = await this.#read(name);
      if (known !== undefined) return known;
      await fs.writeAtomic(joinPath(directory, name), content);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.#options.logger.warn(`Other windows will show another fingerprint of ${id}: ${error.message}`);
    }
    return proposed;
  }

  /** Takes them away where nothing can be granted any more. */
  async forget(id: RequestId): Promise<void> {
    for (const name of await this.#names(id)) await this.#options.fs.remove(joinPath(this.#options.directory, name));
  }

  #name(id: RequestId, about: string): string {
    return `${id}.${about.slice(0, digits)}${ending}`;
  }

  async #names(id: RequestId): Promise<readonly string[]> {
    const names = (await this.#options.fs.names(this.#options.directory)) ?? [];
    return names.filter((name) => name.startsWith(`${id}.`) && name.endsWith(ending));
  }

  /** `undefined`: it is gone, was cut off, or is of a time that is still to come because the clock was set back. */
  async #read(name: string): Promise<Seal | undefined> {
    const { directory, fs, clock } = this.#options;
    const bytes = await fs.read(joinPath(directory, name), maxBytes);
    const parsed = bytes && sealSchema.safeParse(parseJsonBytes(bytes));
    if (parsed?.success !== true || parsed.data.prepared * 1000 > clock.now()) return undefined;
    const { nonce, prepared } = parsed.data;
    return { nonce, prepared };
  }
}

const ending = ".seal.json";
