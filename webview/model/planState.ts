import type { DocumentContent, Plan } from "../../src/messages/plan.ts";
import type { Failure } from "./failure.ts";

/** What is beside the file: the list of files, or what was planned. */
export type Tab = "files" | "plan";

/** What the page knows of the plan; it is asked for when it is first shown. */
export type PlanShown =
  | { readonly status: "unasked" | "loading" }
  | { readonly status: "ready"; readonly plan: Plan }
  | { readonly status: "failed"; readonly failure: Failure };

/** The document of the plan that is open beside the file. */
export interface Reading {
  readonly id: number;
  readonly name: string;
  /** Where it is, for people. */
  readonly file: string;
  /** Of the file when it was asked for. */
  readonly version: string | undefined;
  readonly shown:
    | { readonly status: "loading" }
    | { readonly status: "ready"; readonly content: DocumentContent }
    | { readonly status: "failed"; readonly failure: Failure };
}

type Row = Plan["parts"][number]["documents"][number];

/** Every document of the plan, in the order in which they are listed. */
export function documentsOf(shown: PlanShown): readonly Row[] {
  return shown.status === "ready" ? shown.plan.parts.flatMap(({ documents }) => documents) : [];
}

/** The documents of one part by the phase that handed them over; those of no phase come last. */
export function byPhase(
  documents: readonly Row[],
): readonly (readonly [phase: string | null, documents: readonly Row[]])[] {
  const groups = Map.groupBy(documents, ({ phase }) => phase);
  return [...groups].toSorted(([a], [b]) => Number(a === null) - Number(b === null));
}
