import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GitRepository } from "../gitRepository.ts";

/** Keys of git's configuration whose value is, or leads to, a program; `!` marks those that take a shell line. */
const programKeys = [
  "core.fsmonitor",
  "core.pager",
  "core.editor",
  "core.askPass",
  "core.sshCommand",
  "core.gitProxy",
  "core.alternateRefsCommand",
  "credential.helper",
  "credential.https://example.org.helper",
  "sequence.editor",
  "gpg.program",
  "gpg.openpgp.program",
  "gpg.x509.program",
  "gpg.ssh.program",
  "gpg.ssh.defaultKeyCommand",
  "gc.recentObjectsHook",
  "diff.external",
  "diff.armed.command",
  "diff.armed.textconv",
  "difftool.armed.cmd",
  "merge.armed.driver",
  "mergetool.armed.cmd",
  "filter.armed.clean",
  "filter.armed.smudge",
  "filter.armed.process",
  "interactive.diffFilter",
  "pager.diff",
  "pager.diff-tree",
  "pager.log",
  "pager.cat-file",
  "man.armed.cmd",
  "browser.armed.cmd",
  "guitool.armed.cmd",
  "instaweb.httpd",
  "imap.tunnel",
  "sendemail.smtpServer",
  "sendemail.toCmd",
  "trailer.armed.command",
  "trailer.armed.cmd",
  "uploadpack.packObjectsHook",
  "remote.origin.uploadpack",
  "remote.origin.receivepack",
  "hook.armed.command",
] as const;

const shellKeys = [
  "alias.upload-pack",
  "alias.fetch",
  "alias.pack-objects",
  "alias.index-pack",
  "alias.diff-tree",
  "alias.armed",
  "submodule.armed.update",
] as const;

const addressKeys = ["remote.origin.url", "remote.origin.pushurl", "submodule.armed.url", "fetch.bundleURI"] as const;

/** Keys that change what git says about the same trees. */
const displays: readonly (readonly [key: string, value: string])[] = [
  ["diff.noprefix", "true"],
  ["diff.mnemonicPrefix", "true"],
  ["diff.renames", "copies"],
  ["diff.algorithm", "patience"],
  ["diff.context", "0"],
  ["diff.interHunkContext", "50"],
  ["diff.ignoreSubmodules", "all"],
  ["diff.submodule", "log"],
  ["diff.suppressBlankEmpty", "true"],
  ["diff.indentHeuristic", "false"],
  ["diff.wsErrorHighlight", "all"],
  ["diff.relative", "true"],
  ["color.ui", "always"],
  ["core.abbrev", "4"],
  ["core.quotePath", "true"],
  ["core.autocrlf", "true"],
  ["core.eol", "crlf"],
  ["core.ignoreCase", "true"],
  ["core.precomposeUnicode", "true"],
  ["core.bigFileThreshold", "1"],
  ["core.useReplaceRefs", "true"],
  ["core.logAllRefUpdates", "always"],
  ["i18n.commitEncoding", "UTF-16"],
  ["i18n.logOutputEncoding", "UTF-16"],
  ["merge.renames", "false"],
  ["merge.conflictStyle", "diff3"],
  ["merge.default", "armed"],
  ["commit.gpgSign", "true"],
  ["tag.gpgSign", "true"],
  ["gpg.format", "ssh"],
  ["log.showSignature", "true"],
  ["transfer.hideRefs", "refs"],
  ["uploadpack.hideRefs", "refs"],
  ["transfer.unpackLimit", "1000000"],
  ["receive.denyCurrentBranch", "updateInstead"],
  ["protocol.allow", "always"],
  ["protocol.ext.allow", "always"],
  ["remote.origin.vcs", "armed"],
  ["gc.auto", "1"],
  ["maintenance.auto", "true"],
  ["submodule.recurse", "true"],
  ["fetch.recurseSubmodules", "true"],
];

const hooks = [
  "applypatch-msg",
  "commit-msg",
  "fsmonitor-watchman",
  "post-checkout",
  "post-commit",
  "post-index-change",
  "post-merge",
  "post-receive",
  "post-rewrite",
  "post-update",
  "pre-auto-gc",
  "pre-commit",
  "pre-merge-commit",
  "pre-push",
  "pre-rebase",
  "pre-receive",
  "prepare-commit-msg",
  "proc-receive",
  "push-to-checkout",
  "reference-transaction",
  "sendemail-validate",
  "update",
] as const;

/** For every file and every merge, the drivers and filters that the configuration names. */
export const armedAttributes = "* filter=armed diff=armed merge=armed text eol=crlf ident\n";

/** What an armed repository runs: a program that leaves its name behind. */
export class Canary {
  readonly program: string;
  readonly #log: string;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true });
    this.#log = join(directory, "ran.log");
    this.program = join(directory, "canary");
    writeFileSync(this.program, `#!/bin/sh\nprintf '%s\\n' "$0 $*" >> '${this.#log}'\nexit 0\n`);
    chmodSync(this.program, 0o755);
  }

  /** What has run, one line each; empty: nothing. */
  get ran(): string {
    return existsSync(this.#log) ? readFileSync(this.#log, "utf8") : "";
  }
}

function section(key: string, value: string): string {
  const first = key.indexOf(".");
  const last = key.lastIndexOf(".");
  const name = first === last ? key.slice(0, first) : `${key.slice(0, first)} "${key.slice(first + 1, last)}"`;
  return `[${name}]\n\t${key.slice(last + 1)} = "${value.replace(/["\\]/gu, String.raw`\$&`)}"\n`;
}

function armedConfig(program: string, without?: RegExp): string {
  const entries: readonly (readonly [string, string])[] = [
    ...programKeys.map((key) => [key, program] as const),
    ...shellKeys.map((key) => [key, `!${program}`] as const),
    ...addressKeys.map((key) => [key, `ext::${program} %S`] as const),
    [`url.ext::${program} .insteadOf`, "file://"],
    ...displays,
  ];
  const armed = entries.filter(([key]) => without?.test(key) !== true);
  return armed.map(([key, value]) => section(key, value)).join("");
}

/**
 * Arms everything in a repository that can make git run a program or say something else: configuration, the worktree's own, included
 * files, hooks, attributes. Plain git must not be used in it afterwards. `without`: keys that are left as they are.
 */
export function arm(source: GitRepository, without?: RegExp): Canary {
  const canary = new Canary(source.beside("canary"));
  const armed = armedConfig(canary.program, without);
  const git = (name: string): string => source.path(".git", name);
  const included = source.beside("included.config");
  writeFileSync(included, armed);
  mkdirSync(git("armed-hooks"), { recursive: true });
  mkdirSync(git("hooks"), { recursive: true });
  mkdirSync(git("info"), { recursive: true });
  for (const hook of hooks) {
    for (const directory of ["hooks", "armed-hooks"]) {
      writeFileSync(join(git(directory), hook), readFileSync(canary.program), { mode: 0o755 });
    }
  }
  const config = readFileSync(git("config"), "utf8");
  const more = [
    section("core.hooksPath", git("armed-hooks")),
    section("core.attributesFile", git("info/attributes")),
    section("include.path", included),
    section(`includeIf.gitdir:/**.path`, included),
  ].join("");
  const format = config.includes("objectformat")
    ? config
    : config.replace("repositoryformatversion = 0", "repositoryformatversion = 1");
  writeFileSync(git("config"), `${format}${section("extensions.worktreeConfig", "true")}${armed}${more}`);
  writeFileSync(git("config.worktree"), `${armed}${more}`);
  writeFileSync(git("info/attributes"), armedAttributes);
  return canary;
}

/** The same for the configuration of a person, in a home directory: it is theirs, but the vault must not read it. */
export function armHome(home: string, canary: Canary, without?: RegExp): void {
  mkdirSync(join(home, ".config", "git"), { recursive: true });
  const armed = armedConfig(canary.program, without);
  writeFileSync(join(home, ".gitconfig"), armed);
  writeFileSync(join(home, ".config", "git", "config"), armed);
  writeFileSync(join(home, ".config", "git", "attributes"), armedAttributes);
}
