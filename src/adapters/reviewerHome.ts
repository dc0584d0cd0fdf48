import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import * as z from "zod/mini";
import { WorkflowError } from "../core/base/errors.ts";
import { say } from "../core/base/text.ts";
import { joinPath } from "../core/files/paths.ts";
import type { FileSystem } from "../core/base/ports.ts";
import type { ReviewerKeys } from "../core/gate/reviewerKeys.ts";
import { encodeText, parseJsonObject } from "../core/files/jsonBytes.ts";
import { printDocument } from "../core/files/jsonText.ts";
import { attempt } from "./fileErrors.ts";
import { claimsOf, workspaceName } from "./claimsOf.ts";
import { claimsIn, reviewerDirectory } from "./reviewerDirectory.ts";

const maxBytes = 64 * 1024;

/** `reviewer.json`: the key decisions are signed with, as SPKI in base64, and those it has replaced. */
const reviewerSchema = z.object({
  version: z.literal(1),
  key: z.string(),
  former: z._default(z.array(z.string()), []),
});

/**
 * The directory of the user's own configuration that holds what a reviewer's decisions rest on: `reviewer.json` (the public key), `audit/` with
 * `audit-head.json` beside it, `claims/`; `drafts/`, comments that are not sent yet; `checks/`, how required checks have ended; and `checkouts/`, where they run. Reading makes nothing.
 */
export class ReviewerHome implements ReviewerKeys {
  readonly directory: string;
  readonly #fs: FileSystem;

  constructor(fs: FileSystem, directory: string) {
    this.#fs = fs;
    this.directory = directory;
  }

  get auditDirectory(): string {
    return joinPath(this.directory, "audit");
  }

  get auditHead(): string {
    return joinPath(this.directory, "audit-head.json");
  }

  get claimsDirectory(): string {
    return claimsIn(this.directory);
  }

  /** Claims of one workspace, by the directory that holds its `.workflow`: a request of the same id elsewhere is another one. */
  claimsOf(root: string): string {
    return claimsOf(this.directory, root);
  }

  get draftsDirectory(): string {
    return joinPath(this.directory, "drafts");
  }

  /** Comments on one workspace that are not sent yet. */
  draftsOf(root: string): string {
    return joinPath(this.draftsDirectory, workspaceName(root));
  }

  get checksDirectory(): string {
    return joinPath(this.directory, "checks");
  }

  /** Where proposals are checked out to be checked. */
  get checkoutsDirectory(): string {
    return joinPath(this.directory, "checkouts");
  }

  /** How the person's required checks of proposals of one workspace have ended. */
  checksOf(root: string): string {
    return joinPath(this.checksDirectory, workspaceName(root));
  }

  get #reviewer(): string {
    return joinPath(this.directory, "reviewer.json");
  }

  /** Makes what is missing, for this user alone. Throws `refused` where the directory belongs to somebody else or is not a directory. */
  async prepare(): Promise<void> {
    for (const directory of [this.directory, this.auditDirectory, this.claimsDirectory]) {
      await attempt(directory, () => mkdirSync(directory, { recursive: true, mode: 0o700 }));
      const stat = await attempt(directory, () => lstatSync(directory));
      const own = process.getuid === undefined || stat.uid === process.getuid();
      if (!stat.isDirectory() || !own) {
        throw new WorkflowError(
          "refused",
          say`${directory} is not a directory of your own, so no decision can rest on what is in it.`,
          say`Move it away, then reload the window.`,
        );
      }
      if (process.platform !== "win32" && (stat.mode & 0o077) !== 0) {
        await attempt(directory, () => chmodSync(directory, 0o700));
      }
    }
  }

  /** The present key first; empty: nobody has reviewed on this machine. Throws `refused` when the file cannot be used. */
  async keys(): Promise<readonly string[]> {
    const bytes = await this.#fs.read(this.#reviewer, maxBytes);
    if (bytes === undefined) return [];
    const json = parseJsonObject(bytes);
    const parsed = json.ok ? reviewerSchema.safeParse(json.value) : undefined;
    if (parsed?.success !== true) {
      throw new WorkflowError(
        "refused",
        json.ok
          ? say`${this.#reviewer} does not name the reviewer's key.`
          : say`${this.#reviewer} does not name the reviewer's key: ${json.problem}`,
        say`Move it away; VS Code writes it anew with the next decision.`,
      );
    }
    return [parsed.data.key, ...parsed.data.former];
  }

  async publish(key: string): Promise<void> {
    const known = await this.keys();
    if (known[0] === key) return;
    await this.prepare();
    const former = known.filter((one) => one !== key);
    const text = printDocument({ version: 1, key, ...(former.length === 0 ? {} : { former }) });
    await this.#fs.writeAtomic(this.#reviewer, encodeText(text));
  }
}

/** The reviewer's home on this machine. Throws `refused` where the system names no directory for it. */
export function openReviewerHome(fs: FileSystem): ReviewerHome {
  const directory = reviewerDirectory();
  if (directory !== undefined) return new ReviewerHome(fs, directory);
  throw new WorkflowError(
    "refused",
    say`This system names no directory for your own configuration.`,
    say`Set HOME (on Windows APPDATA), then try again.`,
  );
}
