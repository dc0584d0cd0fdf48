import { refName, type RefName } from "../../git/repository/refName.ts";

/** Below this the vault keeps what a request is shown and granted from; ends with `/`. */
export function requestRefs(request: string): string {
  return `refs/workflow/${request}/`;
}

/** One object of it, such as its `target` or its `result`. */
export function requestRef(request: string, name: string): RefName {
  return refName(`${requestRefs(request)}${name}`);
}
