import type { OtlpTrace } from "../core/events/trace/otlp.ts";
import type { TraceJson } from "./schemas/trace.ts";

export function traceJson(trace: OtlpTrace): TraceJson {
  return trace;
}
