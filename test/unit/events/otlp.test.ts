import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { expect, it } from "vitest";
import { otlpTrace } from "../../../src/core/events/trace/otlp.ts";
import type { Span } from "../../../src/core/events/trace/span.ts";
import { spansOf, twoAttempts } from "./traceScene.ts";

type Official = Parameters<typeof JsonTraceSerializer.serializeRequest>[0][number];

const time = (milliseconds: number): [number, number] => [
  Math.floor(milliseconds / 1000),
  (milliseconds % 1000) * 1_000_000,
];
const codes = { unset: 0, ok: 1, error: 2 };
const attributesOf = (all: Span["attributes"]): Official["attributes"] =>
  Object.fromEntries(Object.entries(all).map(([key, value]) => [key, typeof value === "object" ? [...value] : value]));

const resource = { attributes: { "service.name": "wfs" } } as unknown as Official["resource"];
const context = (traceId: string, spanId: string): ReturnType<Official["spanContext"]> => ({
  traceId,
  spanId,
  traceFlags: 1,
});

/** A span of ours as OpenTelemetry's SDK would have recorded it. */
function official(span: Span): Official {
  return {
    name: span.name,
    kind: 0,
    spanContext: () => context(span.trace, span.id),
    ...(span.parent === undefined ? {} : { parentSpanContext: context(span.trace, span.parent) }),
    startTime: time(span.start),
    endTime: time(span.end),
    duration: time(span.end - span.start),
    ended: true,
    status: { code: codes[span.status] },
    attributes: attributesOf(span.attributes),
    links: [],
    events: span.events.map(({ at, name, attributes }) => ({
      time: time(at),
      name,
      attributes: attributesOf(attributes),
    })),
    resource,
    instrumentationScope: { name: "wfs" },
    droppedAttributesCount: 0,
    droppedEventsCount: span.dropped,
    droppedLinksCount: 0,
  };
}

it("is what OpenTelemetry's own serializer makes of the same spans", () => {
  const spans = spansOf(twoAttempts, { commands: true, agent: { name: "codex", conversation: "c" } });
  const bytes = JsonTraceSerializer.serializeRequest(spans.map(official));
  expect(otlpTrace(spans)).toEqual(JSON.parse(new TextDecoder().decode(bytes)));
  expect(ProtobufTraceSerializer.serializeRequest(spans.map(official))?.length).toBeGreaterThan(1000);
});
