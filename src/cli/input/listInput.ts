import * as z from "zod/mini";
import { oneOf } from "./inputs.ts";

export const listInput = z.strictObject({ state: z.optional(oneOf(["active", "paused", "completed", "archived"])) });

export type ListInput = z.infer<typeof listInput>;
