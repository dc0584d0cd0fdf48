/** The digits of an object id that people read; git is never asked with them. */
export function shortObjectId(id: string): string {
  return id.slice(0, 10);
}
