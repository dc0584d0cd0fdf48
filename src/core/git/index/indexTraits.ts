/** What is known of an index's entries; what may only be so is true. */
export interface IndexTraits {
  /** It names commits of other repositories (mode 160000): only the user's index brings any. */
  readonly links: boolean;
  /** It names files that the user's index does not name. */
  readonly untracked: boolean;
  /** It names files of git's attributes. */
  readonly attributes: boolean;
}

const names = ["links", "untracked", "attributes"] as const;

/** As a part of a file's name: `known`, and behind it what is so, such as `known-untracked`. */
export function traitsText(traits: IndexTraits): string {
  return ["known", ...names.filter((name) => traits[name])].join("-");
}

/** `undefined` for any other text. */
export function parseTraits(text: string): IndexTraits | undefined {
  const [first, ...found] = text.split("-");
  const said = new Set(found);
  const traits = { links: said.has("links"), untracked: said.has("untracked"), attributes: said.has("attributes") };
  return first === "known" && traitsText(traits) === text ? traits : undefined;
}
