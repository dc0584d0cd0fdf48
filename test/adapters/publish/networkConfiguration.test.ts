import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PreparedAction } from "../../../src/core/review/gate.ts";
import { HttpGit } from "../../support/httpGit.ts";
import { GitShim } from "../../support/gitShim.ts";
import { ownBranch, PublishScene } from "./publishScene.ts";

let made: PublishScene;
beforeEach(async () => {
  made = await PublishScene.make();
  made.turnOn();
  vi.stubEnv("HOME", made.scene.repository.environment()["HOME"]);
  for (const name of ["http_proxy", "no_proxy", "NO_PROXY"]) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  made.dispose();
});

/** The person's own configuration. */
const own = (key: string, value: string): string =>
  made.scene.repository.git("config", "--global", "--add", key, value);

/** Another repository that has the same main branch. */
function other(): string {
  const { repository } = made.scene;
  const served = repository.beside("other");
  mkdirSync(served);
  repository.gitIn(served, "init", "--quiet", "--bare", "--initial-branch=main", "shop.git");
  repository.git("push", "--quiet", `file://${served}/shop.git`, "main");
  return served;
}

const refsOf = (served: string): string =>
  made.scene.repository.gitIn(join(served, "shop.git"), "for-each-ref", "--format=%(refname)");

const vaults = (): string => made.scene.repository.beside("vaults");

const programsOf = ({ document }: PreparedAction): readonly string[] =>
  document.kind === "publish" ? document.programs : [];

async function serving<T>(answer: (path: string) => number, work: (url: string) => Promise<T>): Promise<T> {
  const server: Server = createServer((request, response) => {
    response.writeHead(answer(request.url ?? "")).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
}

/** Everything that leads somewhere else from where git runs for the push, and not from the repository. */
const elsewhere: Readonly<Record<string, (to: string) => void>> = {
  "insteadOf that is included for the directory of the vaults": (to) => {
    const included = made.scene.repository.beside("included");
    writeFileSync(included, `[url "file://${to}/"]\n\tinsteadOf = file://${made.served}/\n`);
    own(`includeIf.gitdir:${vaults()}/.path`, included);
  },
  "a remote named as the address, with another address for pushes": (to) => {
    own(`remote.${made.fileUrl}.url`, made.fileUrl);
    own(`remote.${made.fileUrl}.pushurl`, `file://${to}/shop.git`);
  },
  "insteadOf in the vault's own configuration": (to) => {
    for (const vault of readdirSync(vaults())) {
      appendFileSync(
        join(vaults(), vault, "config"),
        `\n[url "file://${to}/"]\n\tinsteadOf = file://${made.served}/\n`,
      );
    }
  },
};

describe("a push goes where it was shown to go", () => {
  it.each(Object.keys(elsewhere))("whatever else is said: %s", async (name) => {
    const to = other();
    const gate = await made.gate();
    const view = await made.ask();
    await gate.prepare(view.id);
    elsewhere[name]?.(to);
    const shown = await gate.prepare(view.id);
    expect(shown.document).toMatchObject({ url: made.fileUrl });
    expect((await gate.grant(shown, "ada")).receipt).toMatchObject({ outcome: "executed", to: made.commit });
    expect(made.at(ownBranch)).toBe(made.commit);
    expect(refsOf(to)).toBe("refs/heads/main");
  });

  it("no program of a remote that is named as the address is run", async () => {
    const ran = made.scene.repository.beside("ran");
    const gate = await made.gate();
    const view = await made.ask();
    await gate.prepare(view.id);
    for (const program of ["uploadpack", "receivepack"]) {
      own(`remote.${made.fileUrl}.${program}`, `touch ${ran}; git-${program.replace("pack", "-pack")}`);
    }
    own(`remote.${made.fileUrl}.url`, made.fileUrl);
    const shown = await gate.prepare(view.id);
    expect((await gate.grant(shown, "ada")).receipt).toMatchObject({ outcome: "executed" });
    expect(existsSync(ran)).toBe(false);
  });

  it("hooks of a repository on this machine run with the person's own configuration, as with any push", async () => {
    const said = made.scene.repository.beside("said");
    own("user.nickname", "dana");
    made.hook("pre-receive", `git config user.nickname >${said}`);
    const gate = await made.gate();
    await gate.grant(await gate.prepare((await made.ask()).id), "ada");
    expect(readFileSync(said, "utf8")).toBe("dana\n");
  });

  it("leaves nothing of its own beside the vault", async () => {
    const gate = await made.gate();
    const shown = await gate.prepare((await made.ask()).id);
    await gate.grant(shown, "ada");
    expect(readdirSync(vaults()).filter((name) => !/\.git(?:\.pushes)?$/u.test(name))).toEqual([]);
  });
});

describe("the person's own configuration, as it holds in the repository", () => {
  it("a proxy that is included for the repository is shown and used", async () => {
    const asked: string[] = [];
    const answer = (path: string): number => (asked.push(path), 502);
    await serving(answer, async (proxy) =>
      serving(answer, async (url) => {
        const included = made.scene.repository.beside("included");
        writeFileSync(included, `[http]\n\tproxy = ${proxy}\n`);
        own(`includeIf.gitdir:${made.scene.repository.root}/.path`, included);
        made.turnOn(`${url}/shop.git`);
        const shown = await (await made.gate()).prepare((await made.ask()).id);
        expect(programsOf(shown)).toEqual([`http.proxy=${proxy}`]);
        // Only a proxy is asked for whole addresses.
        expect(asked.length).toBeGreaterThan(0);
        expect(asked.filter((path) => !path.startsWith(`${url}/`))).toEqual([]);
      }),
    );
  });

  describe("over http", () => {
    let server: HttpGit;
    beforeEach(async () => {
      server = await HttpGit.serve(made.served);
      made.turnOn(server.url("shop.git"));
    });
    afterEach(async () => server.close());

    it("headers and helpers work as ever, also those for one address", async () => {
      server.signIn = "dana:S3cretPassw0rdXY";
      own("http.extraHeader", "X-Team: shop");
      own(`http.${server.url("")}.extraHeader`, "X-Town: Paris");
      own(`http.${server.url("")}.userAgent`, "dana's");
      own("credential.helper", "!f() { echo username=nobody; }; f");
      own("credential.helper", "");
      own(`credential.${server.url("")}.username`, "dana");
      own(`credential.http://127.0.0.*:${server.port}.helper`, "!f() { echo password=S3cretPassw0rdXY; }; f");
      const gate = await made.gate();
      const { receipt } = await gate.grant(await gate.prepare((await made.ask()).id), "ada");
      expect(receipt).toMatchObject({ outcome: "executed", to: made.commit });
      expect(server.headers.at(-1)).toMatchObject({ "x-team": "shop", "x-town": "Paris", "user-agent": "dana's" });
    });

    it("every helper and proxy that can run is named first", async () => {
      const { repository } = made.scene;
      const ran = repository.beside("ran");
      server.signIn = "dana:hunter2";
      const at = (user: string, host: string): string => `http://${user}${host}:${server.port}`;
      for (const place of [at("", "*.0.0.1"), at("dana@", "127.0.0.1"), at("", "127.0.0.1").replace("http", "HTTP")]) {
        own(`credential.${place}.helper`, `!f() { echo ${place} >>${ran}; }; f`);
      }
      own(`credential.${at("", "127.0.0.2")}.helper`, "!touch elsewhere");
      own("credential.https://127.0.0.1.helper", "!touch elsewhere");
      made.turnOn(server.url("shop.git").replace("127", "dana@127"));
      const named = programsOf(await (await made.gate()).prepare((await made.ask()).id)).join("\n");
      const lines = new Set(readFileSync(ran, "utf8").trim().split("\n"));
      expect(lines.size).toBeGreaterThan(1);
      for (const line of lines) expect(named).toContain(line);
      expect(named).not.toContain("elsewhere");
    });

    it("certificates that a server must have are those the person names", async () => {
      own("http.sslCAInfo", made.scene.repository.beside("no-such-file.pem"));
      made.turnOn(server.url("shop.git").replace("http:", "https:"));
      const shown = await (await made.gate()).prepare((await made.ask()).id);
      expect(shown.obstacles.map(({ text }) => String(text)).join()).toMatch(/SSL CA cert|no-such-file/u);
    });

    it("another server is not gone to although the person follows redirects of this one", async () => {
      const redirected = await HttpGit.serve(made.served);
      own(`http.${server.url("")}.followRedirects`, "true");
      server.redirect = redirected.url("shop.git");
      const shown = await (await made.gate()).prepare((await made.ask()).id);
      expect(shown.obstacles.map(({ reason }) => reason)).toEqual(["remote-silent"]);
      expect(redirected.asked).toEqual([]);
      await redirected.close();
    });

    it("what a helper says stands in no list of processes and in no log", async () => {
      const { repository } = made.scene;
      server.signIn = "dana:S3cretPassw0rdXY";
      own("credential.helper", "!f() { echo username=dana; echo password=S3cretPassw0rdXY; }; f");
      const shim = new GitShim(repository.beside("shim"));
      vi.stubEnv("PATH", shim.path);
      const gate = await made.gate({ git: repository.port() });
      const started = await shim.processesOf(async () => {
        const { receipt } = await gate.grant(await gate.prepare((await made.ask()).id), "ada");
        expect(receipt.outcome).toBe("executed");
      });
      expect(started.filter((line) => / push /u.test(line))).toHaveLength(1);
      expect(started.join("\n")).not.toContain("S3cret");
      expect(JSON.stringify(repository.logger)).not.toContain("S3cret");
    });
  });
});
