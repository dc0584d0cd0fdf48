import { Voices } from "../../src/core/annotations/voices.ts";
import { MemoryLogger } from "./fakes/memoryLogger.ts";

/** A door through which no person speaks, on a machine without a reviewer. */
export function nobodysVoices(): Voices {
  return new Voices({
    workspace: "/work",
    logger: new MemoryLogger(),
    keys: async () => Promise.resolve([]),
    cryptography: async () => Promise.reject(new Error("nothing is signed")),
  });
}
