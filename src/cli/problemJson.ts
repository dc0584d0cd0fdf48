import type { Problem } from "../core/sessions/session.ts";

/** A problem as `status` and `doctor` answer it. */
export const problemJson = ({ code, message, path }: Problem): object => ({ code, message, path });
