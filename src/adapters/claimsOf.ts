import { encodeText } from "../core/files/jsonBytes.ts";
import { joinPath } from "../core/files/paths.ts";
import { NodeCryptography } from "./nodeCryptography.ts";
import { claimsIn } from "./reviewerDirectory.ts";

/** What names a workspace in the reviewer's directory, by the directory `root` that holds its `.workflow`. */
export function workspaceName(root: string): string {
  return new NodeCryptography().sha256(encodeText(root)).slice(0, 32);
}

/**
 * Below the reviewer's directory where the claims of one workspace are, by the directory `root` that holds its `.workflow`. Apart from where all of
 * them are, because node takes 5 ms to load its cryptography, which few runs of `wfs` need.
 */
export function claimsOf(reviewer: string, root: string): string {
  return joinPath(claimsIn(reviewer), workspaceName(root));
}
