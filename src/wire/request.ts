import type { RequestView } from "../core/review/requests/requests.ts";
import type { RequestJson, RequestsJson } from "./schemas/request.ts";

export function requestJson(view: RequestView): RequestJson {
  return view;
}

/** `more`: how many others there are. */
export function requestsJson(views: readonly RequestView[], more: number): RequestsJson {
  return { approvals: views, more };
}
