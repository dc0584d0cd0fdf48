import type { FoundList } from "../core/found/model/foundWork.ts";
import type { FoundJson } from "./schemas/found.ts";

export function foundJson(list: FoundList): FoundJson {
  return list;
}
