import * as z from "zod/mini";
import { type Answer, member, named } from "./base/member.ts";

const attributes = z.array(
  named(
    "attribute",
    "An attribute of a trace, in the JSON of OTLP.",
    z.strictObject({
      key: member(z.string(), "its name, of OpenTelemetry's conventions or one of ours (docs/traces.md)"),
      value: member(
        z.strictObject({
          stringValue: member(z.optional(z.string()), "a text"),
          intValue: member(z.optional(z.number()), "an integer"),
          boolValue: member(z.optional(z.boolean()), "yes or no"),
          arrayValue: member(
            z.optional(
              z.strictObject({
                values: member(
                  z.array(z.strictObject({ stringValue: member(z.string(), "one of them") })),
                  "the texts",
                ),
              }),
            ),
            "a list of texts",
          ),
        }),
        "what it says, in one of them",
      ),
    }),
  ),
);

const nanoseconds = z.string().check(z.regex(/^\d{1,20}$/u));
const spanId = z.string().check(z.regex(/^[0-9a-f]{16}$/u));
const none = z.literal(0);

const span = named(
  "span",
  "A stretch of time of a trace: an attempt of a run (or a session that has none), or a call of a tool in it.",
  z.strictObject({
    traceId: member(z.string().check(z.regex(/^[0-9a-f]{32}$/u)), "the same for all spans of a run"),
    spanId: member(spanId, "the same each time it is told"),
    parentSpanId: member(z.optional(spanId), "of a call the attempt it was made in"),
    name: member(z.string(), "`invoke_agent` and the agent, or `execute_tool` and the tool"),
    kind: member(z.literal(1), "internal, for OTLP"),
    startTimeUnixNano: member(nanoseconds, "when it began, in nanoseconds since 1970"),
    endTimeUnixNano: member(nanoseconds, "when it has ended; what goes on ends now"),
    attributes: member(attributes, "whose it is, and what came of it"),
    droppedAttributesCount: member(none, "for OTLP"),
    events: member(
      z.array(
        z.strictObject({
          attributes: member(attributes, "what is known of it"),
          name: member(z.string(), "its type"),
          timeUnixNano: member(
            nanoseconds,
            "when, in nanoseconds since 1970; an answer may come after the end of the span",
          ),
          droppedAttributesCount: member(none, "for OTLP"),
        }),
      ),
      "what happened meanwhile, and what was asked and decided about it later",
    ),
    droppedEventsCount: member(z.number(), "how many more there were"),
    status: member(
      z.strictObject({ code: member(z.literal([0, 1, 2]), "0: its end was not said; 1: it went well; 2: it failed") }),
      "how it ended",
    ),
    links: member(z.tuple([]), "for OTLP"),
    droppedLinksCount: member(none, "for OTLP"),
    flags: member(z.number(), "for OTLP"),
  }),
);

/** `trace`: `ExportTraceServiceRequest` of OTLP. */
export const traceSchema = z.strictObject({
  resourceSpans: member(
    z.array(
      z.strictObject({
        resource: member(
          z.strictObject({
            attributes: member(attributes, "`service.name`: `wfs`"),
            droppedAttributesCount: member(none, "for OTLP"),
          }),
          "who tells it",
        ),
        scopeSpans: member(
          z.array(
            z.strictObject({
              scope: member(z.strictObject({ name: member(z.string(), "`wfs`") }), "who tells it"),
              spans: member(z.array(span), "each attempt by time, and behind it its calls of tools"),
            }),
          ),
          "one",
        ),
      }),
    ),
    "one, as OTLP in JSON has it (`ExportTraceServiceRequest`)",
  ),
});

export type TraceJson = Answer<typeof traceSchema>;
