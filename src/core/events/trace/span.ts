/** What an attribute says; a number is an integer. */
export type AttributeValue = string | number | boolean | readonly string[];

/** By name, as OpenTelemetry's conventions (`gen_ai.*`) and docs/traces.md (`wfs.*`) have them. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** What happened at one moment of a span, or is about it: what was asked for and decided may come after its end. */
export interface SpanEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The type of the event it was. */
  readonly name: string;
  readonly attributes: Attributes;
}

/** A stretch of time: an attempt of a run (or a session without runs), or one call of a tool in it. */
export interface Span {
  /** 32 hexadecimal digits, the same for all spans of a run. */
  readonly trace: string;
  /** 16 hexadecimal digits; the same event always has the same. */
  readonly id: string;
  /** Of a call of a tool the span it was made in. */
  readonly parent?: string;
  readonly name: string;
  /** Milliseconds since 1970; never after `end`. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  /** Events that were too many. */
  readonly dropped: number;
  /** `unset`: its end was never said. */
  readonly status: "unset" | "ok" | "error";
}
