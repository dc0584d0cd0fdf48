import { ownIdentity, type Identity } from "../../../git/objects/commits.ts";
import { nulFields } from "../../../git/repository/nulText.ts";
import type { Repository } from "../../../git/repository/repository.ts";

/**
 * Who the reviewer is to git: name and address of the user's own configuration, with what it includes for this directory; never of the
 * repository's, which an agent can write. Ours where one of the two is missing.
 */
export async function reviewerIdentity(repository: Repository, signal?: AbortSignal): Promise<Identity> {
  const query = ["config", "--global", "--includes", "-z", "--get-regexp", String.raw`^user\.(name|email)$`];
  const { stdout } = await repository.answer(query, [1, 128], { signal });
  const found = new Map<string, string>();
  for (const { text } of nulFields(stdout)) {
    const cut = text.indexOf("\n");
    if (cut > 0) found.set(text.slice(0, cut), clean(text.slice(cut + 1)));
  }
  const [name, email] = [found.get("user.name"), found.get("user.email")];
  return name && email ? { name, email } : ownIdentity;
}

/** As the action document says it. */
export function identityText({ name, email }: Identity): string {
  return `${name} <${email}>`;
}

/** Without what git takes out of a commit's header itself, so that document and commit say the same. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}<>]/gu, "").replace(/^[\s.,:;"'\\]+|[\s.,:;"'\\]+$/gu, "");
}
