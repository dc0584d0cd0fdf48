import { lazily } from "../core/base/lazily.ts";
import type { Git } from "../core/base/ports.ts";
import { personsVariables } from "./personsVariables.ts";
import type { SimpleGitSettings } from "./simpleGit.ts";

/** The person's git for what needs it; whatever does not does not pay for loading its runner. */
export function lazyGit(settings: Pick<SimpleGitSettings, "workspace" | "start" | "logger">): Git {
  const loaded = lazily(async (): Promise<Git> => {
    const { SimpleGit } = await import("./simpleGit.ts");
    return new SimpleGit({ ...settings, variables: personsVariables(process.env) });
  });
  return {
    async run(request) {
      return (await loaded()).run(request);
    },
  };
}
