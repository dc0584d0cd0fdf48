/** What a person's window keeps outside of the workspace: a comment until it is sent, that comments are being sent, and how a check of their own has ended. */
export type SealedKind = "draft" | "journal" | "check";

/** The reviewer's key, SPKI in base64, and its signature. */
export interface PersonsMark {
  readonly key: string;
  readonly signature: string;
}

/** As a file has it, which may be anything. */
export type ClaimedMark = { readonly [Member in keyof PersonsMark]?: PersonsMark[Member] | null | undefined };

/** By which what this person's window has written for later is told from what any other program puts beside it. */
export interface PersonsSeals {
  /** Signs it with the reviewer's key, as one of this kind in this workspace. Throws `refused` where the key cannot be read. */
  seal(kind: SealedKind, members: object): Promise<PersonsMark>;
  /** Whether one of the reviewer's keys signed exactly this, as one of this kind in this workspace. */
  isSealed(kind: SealedKind, members: object, mark: ClaimedMark): Promise<boolean>;
}
