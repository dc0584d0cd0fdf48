import { baseName } from "../../files/paths.ts";
import { nulFields, toNulBytes } from "../repository/nulText.ts";
import type { CommandOptions, Repository } from "../repository/repository.ts";

/** A path with one attribute that applies to it: a value, `set` or `unset`. */
export interface PathAttribute {
  readonly path: string;
  readonly name: string;
  readonly value: string;
}

/** Whether git reads attributes from a file of this name. */
export function isAttributesFile(path: string): boolean {
  return baseName(path) === ".gitattributes";
}

/** Those of the named attributes that apply to these paths, as the files and the index say; with `--cached` in `from`, as the index alone says. */
export async function readAttributes(
  repository: Repository,
  names: readonly string[],
  paths: readonly string[],
  { from = [], ...options }: CommandOptions & { readonly from?: readonly string[] } = {},
): Promise<readonly PathAttribute[]> {
  if (paths.length === 0) return [];
  const query = ["check-attr", "-z", "--stdin", ...from, ...names];
  const fields = nulFields(await repository.read(query, { ...options, stdin: toNulBytes(paths) }));
  const texts = fields.map(({ text }) => text);
  const found: PathAttribute[] = [];
  for (let at = 0; at + 2 < texts.length; at += 3) {
    const [path = "", name = "", value = ""] = texts.slice(at, at + 3);
    if (value !== "unspecified") found.push({ path, name, value });
  }
  return found;
}

export function attributesByPath(attributes: readonly PathAttribute[]): ReadonlyMap<string, readonly PathAttribute[]> {
  const byPath = new Map<string, PathAttribute[]>();
  for (const attribute of attributes) {
    const own = byPath.get(attribute.path);
    if (own === undefined) byPath.set(attribute.path, [attribute]);
    else own.push(attribute);
  }
  return byPath;
}

/** Those of the paths that one of these filters is for. */
export async function pathsOfFilters(
  repository: Repository,
  filters: ReadonlySet<string>,
  paths: readonly string[],
  options: CommandOptions = {},
): Promise<readonly string[]> {
  if (filters.size === 0) return [];
  const attributes = await readAttributes(repository, ["filter"], paths, options);
  const filterOf = new Map(attributes.map(({ path, value }) => [path, value]));
  // git says the same of a path without the attribute and of one whose filter has this name.
  return paths.filter((path) => filters.has(filterOf.get(path) ?? "unspecified"));
}
