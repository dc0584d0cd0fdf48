import { existsSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { GitRepository } from "../../support/gitRepository.ts";
import { wfs, type Ran } from "./wfs.ts";

/** A restore of checkpoint 1 by another process, which stands still at the file `f2`. Answers what lets it end, and waits for that. */
export async function slowRestore(repository: GitRepository): Promise<() => Promise<Ran>> {
  const [go, here] = [repository.beside("go"), repository.beside("here")];
  const script = repository.beside("slow.sh");
  writeFileSync(
    script,
    `if [ "$1" = f2 ]; then : > '${here}'; while [ ! -e '${go}' ]; do sleep 0.05; done; fi\nexec cat\n`,
  );
  repository.git("config", "filter.slow.smudge", `sh '${script}' %f`);
  repository.write(".git/info/attributes", "f* filter=slow\n");
  const restoring = wfs(["checkpoint", "restore", "1"], { cwd: repository.root });
  while (!existsSync(here)) await wait(20);
  return async () => {
    writeFileSync(go, "");
    return await restoring;
  };
}
