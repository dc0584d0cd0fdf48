import type { Repository } from "./repository.ts";

/** The same context with `Repository.durable`: what is written through it outlives a power failure. */
export function durable<C extends { readonly repository: Repository }>(context: C): C {
  return { ...context, repository: context.repository.durable() };
}
