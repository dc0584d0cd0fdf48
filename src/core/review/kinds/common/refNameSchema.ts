import * as z from "zod/mini";
import { isRefName, type RefName } from "../../../git/repository/refName.ts";

/** The full name of a ref, in requests and documents. */
export const refNameSchema = z.custom<RefName>((value) => typeof value === "string" && isRefName(value));
