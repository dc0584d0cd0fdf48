import type { AttributeValue, Attributes, Span } from "./span.ts";

/** A value of OTLP, of which a trace has four. */
type OtlpValue =
  | { readonly stringValue: string }
  | { readonly intValue: number }
  | { readonly boolValue: boolean }
  | { readonly arrayValue: { readonly values: readonly { readonly stringValue: string }[] } };

interface OtlpAttribute {
  readonly key: string;
  readonly value: OtlpValue;
}

interface OtlpEvent {
  readonly attributes: readonly OtlpAttribute[];
  readonly name: string;
  readonly timeUnixNano: string;
  readonly droppedAttributesCount: 0;
}

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1: internal. */
  readonly kind: 1;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly OtlpAttribute[];
  readonly droppedAttributesCount: 0;
  readonly events: readonly OtlpEvent[];
  readonly droppedEventsCount: number;
  /** 0: unset, 1: ok, 2: error. */
  readonly status: { readonly code: 0 | 1 | 2 };
  readonly links: readonly [];
  readonly droppedLinksCount: 0;
  /** Sampled, and its parent is known to be of the same process. */
  readonly flags: 257;
}

/** `ExportTraceServiceRequest` in the JSON of OTLP: ids in hexadecimal, times in nanoseconds as decimal text. */
export interface OtlpTrace {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[]; readonly droppedAttributesCount: 0 };
    readonly scopeSpans: readonly { readonly scope: { readonly name: string }; readonly spans: readonly OtlpSpan[] }[];
  }[];
}

const codes = { unset: 0, ok: 1, error: 2 } as const;

/** Spans as every reader of OTLP takes them. */
export function otlpTrace(spans: readonly Span[]): OtlpTrace {
  return {
    resourceSpans: [
      {
        resource: { attributes: attributes({ "service.name": "wfs" }), droppedAttributesCount: 0 },
        scopeSpans: [{ scope: { name: "wfs" }, spans: spans.map(otlpSpan) }],
      },
    ],
  };
}

function otlpSpan(span: Span): OtlpSpan {
  return {
    traceId: span.trace,
    spanId: span.id,
    ...(span.parent === undefined ? {} : { parentSpanId: span.parent }),
    name: span.name,
    kind: 1,
    startTimeUnixNano: nanoseconds(span.start),
    endTimeUnixNano: nanoseconds(span.end),
    attributes: attributes(span.attributes),
    droppedAttributesCount: 0,
    events: span.events.map((event) => ({
      attributes: attributes(event.attributes),
      name: event.name,
      timeUnixNano: nanoseconds(event.at),
      droppedAttributesCount: 0,
    })),
    droppedEventsCount: span.dropped,
    status: { code: codes[span.status] },
    links: [],
    droppedLinksCount: 0,
    flags: 257,
  };
}

function attributes(all: Attributes): readonly OtlpAttribute[] {
  return Object.entries(all).map(([key, value]) => ({ key, value: otlpValue(value) }));
}

function otlpValue(value: AttributeValue): OtlpValue {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "number") return { intValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return { arrayValue: { values: value.map((stringValue) => ({ stringValue })) } };
}

const nanoseconds = (milliseconds: number): string => `${BigInt(Math.round(milliseconds)) * 1_000_000n}`;
