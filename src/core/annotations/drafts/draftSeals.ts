import type { ClaimedMark, PersonsMark, PersonsSeals, SealedKind } from "../../base/personsSeals.ts";

/**
 * The seals of what a person keeps about one session. Any program can write into the directory of the drafts, and what is sent from there is signed as the
 * person's comment, so only what carries their seal is theirs. It is about one session, whatever that is called, so nothing is carried over to another.
 */
export class DraftSeals {
  readonly #seals: PersonsSeals;
  readonly #began: string | null;

  /** @param began when the session began; `undefined`: its record does not say */
  constructor(seals: PersonsSeals, began: string | undefined) {
    this.#seals = seals;
    this.#began = began ?? null;
  }

  /** Throws `refused` where the reviewer's key cannot be read. */
  async close<Members extends object>(kind: SealedKind, members: Members): Promise<Members & PersonsMark> {
    return { ...members, ...(await this.#seals.seal(kind, { ...members, began: this.#began })) };
  }

  /** What was sealed; `undefined`: it is not this person's, or not about this session. */
  async open<Sealed extends ClaimedMark>(
    kind: SealedKind,
    { key, signature, ...members }: Sealed,
  ): Promise<Omit<Sealed, keyof PersonsMark> | undefined> {
    const isTheirs = await this.#seals.isSealed(kind, { ...members, began: this.#began }, { key, signature });
    return isTheirs ? members : undefined;
  }
}
