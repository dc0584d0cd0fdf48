import * as z from "zod/mini";
import { session } from "./namedSession.ts";

export const statusInput = z.strictObject({ session: session() });

export type StatusInput = z.infer<typeof statusInput>;
