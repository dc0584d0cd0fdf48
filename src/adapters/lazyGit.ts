import { lazily } from "../core/base/lazily.ts";
import type { Git, Logger } from "../core/base/ports.ts";
import { personsVariables } from "./personsVariables.ts";

/** The person's git for what needs it; whatever does not does not pay for loading its runner. `workspace` is asked at the first use. */
export function lazyGit(workspace: () => string, logger: Logger): Git {
  const loaded = lazily(async (): Promise<Git> => {
    const { SimpleGit } = await import("./simpleGit.ts");
    return new SimpleGit({ workspace: workspace(), logger, variables: personsVariables(process.env) });
  });
  return {
    async run(request) {
      return (await loaded()).run(request);
    },
  };
}
