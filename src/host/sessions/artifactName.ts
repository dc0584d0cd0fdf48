/** `docs/IMPL_PLAN.md` → `impl_plan`: what an artifact is called in the transition record. */
export function artifactName(path: string): string {
  const file = path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]+$/u, "");
  const name = file
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .filter(Boolean)
    .join("_");
  return name === "" ? "artifact" : name;
}
