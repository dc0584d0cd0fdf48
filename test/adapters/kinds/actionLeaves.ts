import { actionSchema, type ActionDocument } from "../../../src/core/review/kinds/actionDocument.ts";

/** One leaf field of an action document, as its schema has it. */
export interface Leaf {
  /** `target.from`; a list is one field. */
  readonly name: string;
  readonly path: readonly string[];
}

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly innerType?: Schema;
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, string>>;
}
interface Schema {
  readonly _zod: { readonly def: Definition };
}

const objects = (
  actionSchema as unknown as { readonly _zod: { readonly def: { readonly options: readonly Schema[] } } }
)._zod.def.options;

/** Every leaf field of this kind's documents, in the order of the schema; new fields come by themselves. */
export function leavesOf(kind: ActionDocument["kind"]): readonly Leaf[] {
  const schema = objects.find(({ _zod }) => _zod.def.shape?.["kind"]?._zod.def.values?.includes(kind) === true);
  if (schema === undefined) throw new Error(`no schema of ${kind}`);
  return leaves(schema, []).map((path) => ({ name: path.join("."), path }));
}

function leaves({ _zod }: Schema, path: readonly string[]): readonly (readonly string[])[] {
  const { shape, innerType } = _zod.def;
  // What may be left out as a whole is a field, and so is each of its members.
  if (innerType?._zod.def.shape !== undefined) return [path, ...leaves(innerType, path)];
  if (shape === undefined) return [path];
  return Object.entries(shape).flatMap(([name, member]) => leaves(member, [...path, name]));
}

/** The document with this leaf changed to another value that the schema takes as well, where it takes more than one. */
export function mutated(document: ActionDocument, { path }: Leaf): ActionDocument {
  const copy = structuredClone(document) as unknown as Record<string, unknown>;
  let holder = copy;
  for (const name of path.slice(0, -1)) {
    // Of what is left out, a member that comes is another value.
    if (holder[name] === undefined) holder[name] = {};
    holder = holder[name] as Record<string, unknown>;
  }
  const last = path.at(-1) ?? "";
  holder[last] = another(last, holder[last]);
  return copy as unknown as ActionDocument;
}

/** What is said to differ where this leaf does: all of what the document leaves out, where the leaf is a part of that. */
export function differenceIn(document: ActionDocument, { path }: Leaf): string {
  let holder: unknown = document;
  for (const [at, name] of path.slice(0, -1).entries()) {
    holder = (holder as Readonly<Record<string, unknown>>)[name];
    if (holder === undefined) return path.slice(0, at + 1).join(".");
  }
  return path.join(".");
}

function another(name: string, value: unknown): unknown {
  if (name === "kind") return value === "merge" ? "commit" : "merge";
  if (name === "format") return value === "sha1" ? "sha256" : "sha1";
  if (name === "strategy") return value === "squash" ? "merge" : "squash";
  if (name === "request") return `${String(value).slice(0, -8)}ffffffff`;
  if (name === "moves") return value === "forward" ? "rewrite" : "forward";
  if (name === "stays") return value === undefined ? { worktree: null } : { worktree: "/another" };
  if (name === "pull_request") return value === null ? { base: "main", by: "link" } : null;
  if (name === "by") return value === "link" ? "gh" : "link";
  if (Array.isArray(value)) return [...(value as unknown[]), "one more"];
  if (typeof value === "number") return value + 1;
  if (name === "ref" || name === "branch") return "refs/heads/another";
  if (value === null) return ["head", "tree", "merge_base"].includes(name) ? "e".repeat(40) : "something";
  if (typeof value === "string" && /^[0-9a-f]{40}$/u.test(value)) return "e".repeat(40);
  return typeof value === "string" ? `${value}x` : "something";
}
