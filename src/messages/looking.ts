/** What the page is told of work that is looked at without a request, and what it asks for there. */
import * as z from "zod/mini";

/** `committed`: from the merge base to the head. `uncommitted`: from the head to the working tree. */
export const layerSchema = z.enum(["committed", "uncommitted"]);
export type LayerName = z.infer<typeof layerSchema>;

const count = z.number();

/** The files of a snapshot are those of the layer that is shown. */
export const lookingSchema = z.object({
  /** Its working tree as a person would name it, and the whole path; `null`: it is in none. */
  place: z.nullable(z.object({ short: z.string(), path: z.string() })),
  /** `says`: between what it lies, in a few words. */
  layers: z.array(z.object({ name: layerSchema, says: z.string(), files: count, added: count, removed: count })),
  shown: layerSchema,
  /** Buttons that are there. */
  can: z.object({ keep: z.boolean(), merge: z.boolean() }),
});
