import type { FoundList } from "../core/found/model/foundWork.ts";
import type { FoundJson } from "./schemas/found.ts";

export function foundJson({ found, more, against }: FoundList): FoundJson {
  return { found, more, against };
}
