import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";

/** A new, empty directory that is removed when the run has ended. */
export const temporaryDirectory = async (): Promise<string> => await mkdtemp(join(inject("folders"), "folder-"));
