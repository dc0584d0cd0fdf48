/** A text of at most so many UTF-16 units, of a longer one its beginning and `…`; of a pair that is split there, U+FFFD is left. */
export function cutText(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text;
}
