import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { isUserScope } from "../../core/sessions/model/userScope.ts";

/**
 * The scope that the environment names for whoever calls; `undefined`: none. One that cannot be used is wrong usage: without it more might be handed out than
 * whoever set it wanted.
 */
export function scopeIn({ WFS_SCOPE: said = "" }: NodeJS.ProcessEnv): string | undefined {
  const scope = said.trim();
  if (scope === "") return undefined;
  if (isUserScope(scope)) return scope;
  throw new WorkflowError(
    "usage",
    say`WFS_SCOPE says something that cannot be a scope.`,
    say`One line of at most 200 characters is needed, such as user:ada; without it the scope is that of your account.`,
  );
}
