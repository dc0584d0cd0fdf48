/** What stands in a place of a text: a name or a number, as it is, or a text of its own. */
export type TextValue = string | number | Text;

type Plain = string | number;

/** As many values as an English sentence has places `{0}`, `{1}`; of a sentence that is not known, any. */
export type ValuesOf<Id extends string, Found extends readonly Plain[] = []> = string extends Id
  ? readonly Plain[]
  : Id extends `${string}{${Found["length"]}}${string}`
    ? ValuesOf<Id, readonly [...Found, Plain]>
    : Found;

/** The English sentence, or its translation, with the values in its places; `vscode.l10n.t` is one. */
type Fill = (id: string, ...values: readonly Plain[]) => string;

/**
 * A text for people, which a door shows in their language (`in`). Made with `say`. Wherever it is written as a string or into JSON it is
 * English, so that logs, files and `wfs` need not know of it.
 */
export class Text {
  /** The English sentence as it stands in the code, by which translations are found; `{0}`, `{1}` are the places of the values. */
  readonly id: string;
  readonly values: readonly TextValue[];
  readonly #translated: boolean;

  /** `translated`: false for what only sets other things in a row, of which translators are not told. */
  constructor(id: string, values: readonly TextValue[], translated = true) {
    this.id = id;
    this.values = values;
    this.#translated = translated;
  }

  in(translate: Fill): string {
    const values = this.values.map((value) => (typeof value === "object" ? value.in(translate) : value));
    return (this.#translated ? translate : fill)(this.id, ...values);
  }

  toString(): string {
    return this.in(fill);
  }

  toJSON(): string {
    return this.in(fill);
  }
}

/** The text of a template: say`There is no request ${id}.` */
export function say(parts: TemplateStringsArray, ...values: readonly TextValue[]): Text {
  return new Text(
    parts.reduce((id, part, at) => `${id}{${at - 1}}${part}`),
    values,
  );
}

/** Texts and names one after the other: sentences with a space between them, unless told otherwise. */
export function joined(values: readonly TextValue[], between = " "): Text {
  return new Text(values.map((_, at) => `{${at}}`).join(between), values, false);
}

/** What git, the system or a file has said, for a place where only texts are taken; nobody can translate it. */
export function verbatim(words: string): Text {
  return joined([words]);
}

const fill: Fill = (id, ...values) => id.replace(/\{(\d+)\}/gu, (place, at) => String(values[Number(at)] ?? place));
