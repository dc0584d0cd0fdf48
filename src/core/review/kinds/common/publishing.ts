import type { Programs } from "../../../base/ports.ts";
import type { RemoteLooks } from "../../../git/remote/remoteLooks.ts";

/** What leaves this machine, and what for: only what a person has turned on. */
export interface Publishing {
  /** Addresses of remotes that are turned on for the repository with this shared git directory (canonical), as the person's own settings say now. */
  readonly turnedOn: (repository: string) => readonly string[];
  /** What opens pull requests. */
  readonly programs: Programs;
  readonly looks: RemoteLooks;
}
