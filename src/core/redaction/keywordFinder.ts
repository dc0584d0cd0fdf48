/** Where a keyword stands. */
export interface KeywordHit {
  /** Of the keyword in the list. */
  readonly keyword: number;
  readonly at: number;
}

/** Characters from which on it pays to make the automaton, which takes a process 10 ms. */
const longText = 4096;

/**
 * Finds all of many words in a text, also those that overlap, in the order in which they end. Letter case means nothing for ASCII letters; words are
 * in lower case and of ASCII. A long text is walked over once, whatever number of words there is.
 */
export class KeywordFinder {
  readonly #keywords: readonly string[];
  readonly #long: number;
  #automaton: KeywordAutomaton | undefined;

  constructor(keywords: readonly string[], long = longText) {
    this.#keywords = keywords;
    this.#long = long;
  }

  find(text: string): readonly KeywordHit[] {
    if (text.length >= this.#long) this.#automaton ??= new KeywordAutomaton(this.#keywords);
    if (this.#automaton !== undefined) return this.#automaton.find(text);
    // Not `toLowerCase`, which makes two characters of some.
    const lower = text.replaceAll(/[A-Z]+/gu, (run) => run.toLowerCase());
    const hits: KeywordHit[] = [];
    this.#keywords.forEach((word, keyword) => {
      for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) hits.push({ keyword, at });
    });
    const endOf = ({ keyword, at }: KeywordHit): number => at + (this.#keywords[keyword]?.length ?? 0);
    return hits.toSorted((one, other) => endOf(one) - endOf(other) || one.at - other.at);
  }
}

/** Aho and Corasick's: a state for each beginning of a keyword, and for each state what the next character leads to. */
class KeywordAutomaton {
  readonly #keywords: readonly string[];
  /** The class of each ASCII character; 0: in no keyword. */
  readonly #classes = new Uint8Array(128);
  readonly #width: number;
  readonly #next: Int32Array;
  /** Keywords that end in a state. */
  readonly #ends: (readonly number[] | undefined)[] = [undefined];

  constructor(keywords: readonly string[]) {
    this.#keywords = keywords;
    const characters = [...new Set(keywords.join(""))];
    characters.forEach((character, index) => {
      this.#classes[character.charCodeAt(0)] = index + 1;
      this.#classes[character.toUpperCase().charCodeAt(0)] = index + 1;
    });
    this.#width = characters.length + 1;
    const most = keywords.reduce((sum, { length }) => sum + length, 1);
    this.#next = new Int32Array(most * this.#width);
    this.#build();
  }

  find(text: string): readonly KeywordHit[] {
    const hits: KeywordHit[] = [];
    const { length } = text;
    const next = this.#next;
    const classes = this.#classes;
    const width = this.#width;
    let state = 0;
    for (let at = 0; at < length; at += 1) {
      const code = text.charCodeAt(at);
      state = code < 128 ? (next[state * width + (classes[code] ?? 0)] ?? 0) : 0;
      const ends = this.#ends[state];
      if (ends === undefined) continue;
      for (const keyword of ends) hits.push({ keyword, at: at + 1 - (this.#keywords[keyword]?.length ?? 0) });
    }
    return hits;
  }

  /** A tree of the keywords; then, level by level, what a character that does not go on leads to. */
  #build(): void {
    const width = this.#width;
    const next = this.#next;
    this.#keywords.forEach((keyword, index) => {
      let state = 0;
      for (const character of keyword) {
        const edge = state * width + (this.#classes[character.charCodeAt(0)] ?? 0);
        if (next[edge] === 0) next[edge] = this.#ends.push(undefined) - 1;
        state = next[edge] ?? 0;
      }
      this.#ends[state] = [...(this.#ends[state] ?? []), index];
    });
    const fallback = new Int32Array(this.#ends.length);
    const queue = [0];
    for (const state of queue) {
      for (let character = 1; character < width; character += 1) {
        const edge = state * width + character;
        const child = next[edge] ?? 0;
        const other = state === 0 ? 0 : (next[(fallback[state] ?? 0) * width + character] ?? 0);
        if (child === 0) {
          next[edge] = other;
          continue;
        }
        fallback[child] = other;
        const ends = [...(this.#ends[child] ?? []), ...(this.#ends[other] ?? [])];
        if (ends.length > 0) this.#ends[child] = ends;
        queue.push(child);
      }
    }
  }
}
