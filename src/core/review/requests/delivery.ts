import * as z from "zod/mini";
import { parseTime } from "../../base/time.ts";
import { isAnnotationId } from "../../annotations/annotationId.ts";
import { requestIdSchema, type RequestId } from "../../sessions/model/requestId.ts";

/**
 * How an answer reached whoever asked: `wait`, a `wfs` that waited has printed it; `hook`, a hook of the agent has told it; `continue`, the person had the agent's
 * conversation continued with it; `prompt`, it was given out as a text to paste.
 */
export const deliveryWays = ["wait", "hook", "continue", "prompt"] as const;
export type DeliveryWay = (typeof deliveryWays)[number];

/**
 * What was handed over. A decision is named by its signature, which nobody else could have made, and comments by their ids, so that what is said of one answer
 * never counts for another.
 */
interface DeliveredAnswer {
  /** `decision.json`'s signature; `null`: no decision was among it. */
  readonly decision: string | null;
  /** Ids of what persons have said in comments. */
  readonly comments: readonly string[];
}

/**
 * One time an answer was handed over: `approvals/<id>/deliveries/<name>.json`, written once by whoever did it. Any process can write that it did, so it is a hint
 * that only tells people whether to send the answer on; nothing is decided by it.
 */
export interface Delivery {
  /** RFC 3339. */
  readonly at: string;
  readonly way: DeliveryWay;
  /** Who took it or sent it, as it calls itself. */
  readonly by: string;
  readonly answer: DeliveredAnswer;
  /**
   * Of `continue`: the agent has ended with this exit code before anything came back from it. Such a note takes back the one that was written when it went on with the
   * same answer.
   */
  readonly ended?: number;
}

/** What a request's deliveries are kept in, and what is read of them: the newest. */
export const deliveriesFolder = "deliveries";
export const deliveryLimits = { read: 50, bytes: 64 * 1024, comments: 1000 } as const;

const nameGrammar = /^\d{8}T\d{6}Z-(?:wait|hook|continue|prompt)-[0-9a-f]{8}\.json$/u;

export function isDeliveryName(name: string): boolean {
  return nameGrammar.test(name);
}

/** @param hex eight random digits */
export function deliveryName({ at, way }: Pick<Delivery, "at" | "way">, hex: string): string {
  return `${at.replaceAll(/[-:]/gu, "")}-${way}-${hex}.json`;
}

const schema = z.object({
  version: z.literal(1),
  request: requestIdSchema,
  at: z.string().check(z.refine((text) => parseTime(text) !== undefined, "It is not a time.")),
  way: z.enum(deliveryWays),
  by: z.string().check(z.minLength(1), z.maxLength(200)),
  answer: z.object({
    decision: z.nullable(z.string().check(z.maxLength(200))),
    comments: z
      .array(z.string().check(z.refine(isAnnotationId, "It is not the id of a comment.")))
      .check(z.maxLength(deliveryLimits.comments)),
  }),
  ended: z.optional(z.int()),
});

/** A delivery of this request; `undefined`: it is none, or it is another's. */
export function parseDelivery(json: unknown, id: RequestId): Delivery | undefined {
  const parsed = schema.safeParse(json);
  if (!parsed.success || parsed.data.request !== id) return undefined;
  const { at, way, by, answer, ended } = parsed.data;
  return { at, way, by, answer, ...(ended === undefined ? {} : { ended }) };
}

/** The file of a delivery; of more comments than one can name, the first. */
export function deliveryFile(id: RequestId, { at, way, by, answer, ended }: Delivery) {
  const comments = answer.comments.slice(0, deliveryLimits.comments);
  const file = { version: 1, request: id, at, way, by, answer: { decision: answer.decision, comments } };
  return ended === undefined ? file : { ...file, ended };
}

/** The deliveries that nobody has taken back since. */
export function standingDeliveries(deliveries: readonly Delivery[] = []): readonly Delivery[] {
  const standing = deliveries.filter(({ ended }) => ended === undefined);
  for (const { way, by, answer } of deliveries.filter(({ ended }) => ended !== undefined)) {
    const same = JSON.stringify([way, by, answer]);
    const at = standing.findIndex((one) => JSON.stringify([one.way, one.by, one.answer]) === same);
    if (at >= 0) standing.splice(at, 1);
  }
  return standing;
}
