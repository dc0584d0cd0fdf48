/** A host of repositories that has pull requests, as far as an address tells. */
export interface Forge {
  readonly kind: "github" | "gitlab" | "bitbucket" | "gitea";
  /** With its port, where it has one. */
  readonly host: string;
  /** `owner/repository`, of GitLab with all groups. */
  readonly path: string;
}

const web = /^(?:https?|git):\/\/(?:[^@/]+@)?(?<host>[A-Za-z0-9.-]+(?::\d+)?)\/(?<path>.+)$/u;
/** The port of ssh is not that of the pages. */
const ssh = /^ssh:\/\/(?:[^@/]+@)?(?<host>[A-Za-z0-9.-]+)(?::\d+)?\/(?<path>.+)$/u;
const scp = /^(?:[^@/:]+@)?(?<host>[A-Za-z0-9.-]+):(?!\/\/)\/?(?<path>.+)$/u;
/** Where the pages of hosts are that are for ssh alone (over the port of https, where a firewall lets nothing else through). */
const pages: ReadonlyMap<string, string> = new Map([
  ["ssh.github.com", "github.com"],
  ["altssh.gitlab.com", "gitlab.com"],
  ["altssh.bitbucket.org", "bitbucket.org"],
]);
const kinds: readonly (readonly [RegExp, Forge["kind"]])[] = [
  [/(?:^|\.)github\./u, "github"],
  [/(?:^|\.)gitlab\./u, "gitlab"],
  [/(?:^|\.)bitbucket\.org(?::|$)/u, "bitbucket"],
  [/(?:^|\.)(?:gitea|forgejo|codeberg)\./u, "gitea"],
];

/** `undefined`: the address is none of a host that is known here. */
export function forgeOf(address: string): Forge | undefined {
  const found = web.exec(address) ?? ssh.exec(address) ?? scp.exec(address);
  const { host: named = "", path = "" } = found?.groups ?? {};
  const host = pages.get(named.toLowerCase()) ?? named;
  const kind = kinds.find(([pattern]) => pattern.test(host))?.[1];
  const name = path.replace(/\/+$/u, "").replace(/\.git$/u, "");
  const parts = name.split("/");
  const isName =
    parts.length >= 2 && parts.every((part) => /^[A-Za-z0-9_.-]+$/u.test(part) && !/^\.\.?$|^-/u.test(part));
  if (kind === undefined || !isName || (kind !== "gitlab" && parts.length !== 2)) return undefined;
  return { kind, host, path: name };
}

/** Where a person opens a pull request from `head` into `base` in their browser; both are short names. */
export function compareUrl({ kind, host, path }: Forge, base: string, head: string): string {
  const top = `https://${host}/${path}`;
  const [into, of] = [encodeBranch(base), encodeBranch(head)];
  switch (kind) {
    case "github":
      return `${top}/compare/${into}...${of}?expand=1`;
    case "gitea":
      return `${top}/compare/${into}...${of}`;
    case "gitlab":
      return `${top}/-/merge_requests/new?merge_request%5Bsource_branch%5D=${encodeURIComponent(head)}&merge_request%5Btarget_branch%5D=${encodeURIComponent(base)}`;
    case "bitbucket":
      return `${top}/pull-requests/new?source=${encodeURIComponent(head)}&dest=${encodeURIComponent(base)}`;
    default:
      return kind satisfies never;
  }
}

/** Whether a program's answer is the address of a page of that very repository; hosts do not tell capitals apart. */
export function isPageOf({ host, path }: Forge, url: string): boolean {
  const top = `https://${host}/${path}/`;
  return url.toLowerCase().startsWith(top.toLowerCase()) && /^[A-Za-z0-9_/#-]{1,200}$/u.test(url.slice(top.length));
}

function encodeBranch(name: string): string {
  return name.split("/").map(encodeURIComponent).join("/");
}
