/** What a text was that was given. */
export type TextPlace = "comment" | "project" | "task" | "message" | "reason" | "summary";

/** Says which secrets were taken out of a text, if any were; waits for nobody to read it. */
export async function tellRedacted(
  { redacted = [] }: { readonly redacted?: readonly string[] | undefined },
  place: TextPlace,
): Promise<void> {
  if (redacted.length > 0) (await import("./redactionNotice.ts")).showRedacted(redacted, place);
}
