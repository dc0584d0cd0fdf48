const longest = 40;

/** A name for a session made of what it is for: `Let users edit` → `let-users-edit`; empty when nothing usable is left. */
export function suggestSlug(project: string, taken: readonly string[]): string {
  const words = project
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .filter(Boolean);
  let slug = "";
  for (const word of words) {
    const longer = slug === "" ? word.slice(0, longest) : `${slug}-${word}`;
    if (longer.length > longest) break;
    slug = longer;
  }
  if (slug === "") return "";
  const used = new Set(taken.map((id) => id.toLowerCase()));
  let number = 2;
  let free = slug;
  while (used.has(`wfs-${free}`)) free = `${slug}-${number++}`;
  return free;
}
