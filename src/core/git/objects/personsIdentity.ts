import { ownIdentity, type Identity } from "./commits.ts";
import type { Repository } from "../repository/repository.ts";
import { readConfiguration } from "../config/configuration.ts";

/**
 * Who the person at this machine is to git: name and address of the user's own configuration, with what it includes for this directory; never of the
 * repository's, which an agent can write. Ours where one of the two is missing.
 */
export async function personsIdentity(repository: Repository, signal?: AbortSignal): Promise<Identity> {
  const own = (await readConfiguration(repository, signal)).filter(({ isGlobal }) => isGlobal);
  const [name, email] = ["user.name", "user.email"].map((wanted) => {
    const value = own.findLast(({ key }) => key === wanted)?.value;
    return value === undefined ? "" : clean(value);
  });
  return name && email ? { name, email } : ownIdentity;
}

/** Without what git takes out of a commit's header itself, so that document and commit say the same. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}<>]/gu, "").replace(/^[\s.,:;"'\\]+|[\s.,:;"'\\]+$/gu, "");
}
