import { visibleText } from "../../../core/base/visibleText.ts";
import { shortened } from "../../wording/shortened.ts";

/** Characters of one foreign name inside a sentence. */
export const nameLength = 200;

/** Characters of a remote's address; longer ones are refused (remoteAddress.ts). */
const addressLength = 400;

/** Foreign text as a part of a sentence on one line. */
export function plainName(text: string): string {
  return visibleText(shortened(text, nameLength));
}

/** The address of a remote, whole, because its host may stand anywhere in it: longer ones are refused. */
export function plainAddress(address: string): string {
  return visibleText(shortened(address, addressLength));
}

/** `refs/heads/main` → `main`; other refs stay as they are. */
export function shortRef(ref: string): string {
  return plainName(ref.replace(/^refs\/heads\//u, ""));
}
