import type { WorkflowError } from "../core/base/errors.ts";
import type { ErrorJson } from "./schemas/error.ts";

export function errorJson({ code, message, hint, paths }: WorkflowError): ErrorJson {
  return { error: { code, message, hint, ...(paths === undefined ? {} : { paths }) } };
}
