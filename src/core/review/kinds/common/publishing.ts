import type { Programs } from "../../../base/ports.ts";
import type { RemoteLooks } from "../../../git/remote/remoteLooks.ts";
import type { RefName } from "../../../git/repository/refName.ts";

/** Refs of remotes that nobody pushes to directly, as far as remotes have said so when something was pushed. */
export interface ProtectedRefs {
  has(address: string, ref: RefName): boolean;
  /** What the remote has just said. */
  note(address: string, ref: RefName, isProtected: boolean): void;
}

/** What leaves this machine, and what for: only what a person has turned on. */
export interface Publishing {
  /** Addresses of remotes that are turned on for the repository with this shared git directory (canonical), as the person's own settings say now. */
  readonly turnedOn: (repository: string) => readonly string[];
  /** What opens pull requests. */
  readonly programs: Programs;
  readonly looks: RemoteLooks;
  readonly protectedRefs: ProtectedRefs;
}
