import type { Shape } from "./shapes.ts";

/** What a secret is called beside its owner ("GitHub token"), or alone. */
export type Thing =
  | "token"
  | "key"
  | "secret"
  | "webhook"
  | "password"
  | "private key"
  | "session cookie"
  | "JSON web token"
  | "signed link";

/** One form of secrets, as data. Several may have one name. */
export interface SecretRule {
  /** Lower case letters, digits and dashes: what the mark says. */
  readonly name: string;
  /** Who gives such secrets out. */
  readonly owner?: string;
  readonly thing: Thing;
  /** In lower case. The pattern is tried where one of them stands, in whichever case, and nowhere else. */
  readonly keywords: readonly string[];
  /**
   * The source of a regular expression that begins where a keyword does; what stands before it is for a lookbehind. With groups, the secret reaches
   * from the first character of any of them to the last; else it is all that matched. Every repetition has a bound.
   */
  readonly pattern: string;
  /** Whether letter case means nothing to the pattern. */
  readonly anyCase?: true;
  /** The keyword may follow a letter or digit (`DB_PASSWORD`), and a letter or digit the secret; else neither may. */
  readonly inside?: true;
  /** Bits for each character, below which the secret is a filling such as `xxxx`. */
  readonly entropy?: number;
  /** What the secret has to look like besides. */
  readonly shape?: Shape;
  /** Sources of what it is when it is none. */
  readonly allow?: readonly string[];
}
