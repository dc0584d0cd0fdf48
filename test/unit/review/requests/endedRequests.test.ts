import * as fc from "fast-check";
import { expect, it } from "vitest";
import { endedRequests } from "../../../../src/core/review/requests/endedRequests.ts";
import { isOver } from "../../../../src/core/review/requests/requestState.ts";
import type { RequestState } from "../../../../src/core/review/requests/requests.ts";
import type { RequestId } from "../../../../src/core/sessions/model/requestId.ts";

const id = (at: number): RequestId => `20260101T100000Z-merge-0000000${at}` as RequestId;
const states: readonly RequestState[] = [
  "waiting",
  "stale",
  "withdrawn",
  "executed",
  "denied",
  "merged",
  "indeterminate",
];

it("lets go of a request when all that came in its place is over, whatever the order and however they point", () => {
  const view = fc.record({ state: fc.constantFrom(...states), next: fc.option(fc.nat(6), { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(view, { minLength: 1, maxLength: 6 }), (some) => {
      const views = some.map(({ state, next }, at) => ({
        id: id(at),
        state,
        ...(next === undefined ? {} : { replaced_by: id(next) }),
      }));
      const ended = new Set(endedRequests(views));
      for (const one of views) {
        const chain = new Set<RequestId>();
        let at: RequestId | undefined = one.id;
        while (at !== undefined && !chain.has(at) && views.some((other) => other.id === at)) {
          chain.add(at);
          const known: RequestId = at;
          at = views.find((other) => other.id === known)?.replaced_by;
        }
        expect(ended.has(one.id)).toBe(
          views.filter((other) => chain.has(other.id)).every(({ state }) => isOver(state)),
        );
      }
    }),
  );
});
