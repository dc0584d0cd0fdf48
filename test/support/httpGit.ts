import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** What the server does with a request of a service of git: serves it, answers with a status, or does it and hangs up without a word. */
export type HttpBehaviour = "serve" | 401 | 403 | 500 | "hang up afterwards" | "hang up before";

/** Whether git's own CGI program is installed here. */
export function hasHttpBackend(): boolean {
  const directory = execFileSync("git", ["--exec-path"]).toString("utf8").trim();
  return existsSync(join(directory, "git-http-backend"));
}

/** Git's smart HTTP on 127.0.0.1, by its own `http-backend`, of the bare repositories in a directory. */
export class HttpGit {
  /** Asked for each request; `service` is `git-receive-pack` for a push, `git-upload-pack` for all else. */
  behaviour: (service: string, method: string) => HttpBehaviour = () => "serve";
  readonly asked: string[] = [];
  /** The headers of each request. */
  readonly headers: IncomingHttpHeaders[] = [];
  /** `name:password` that whoever does not send it is asked for. */
  signIn: string | undefined;
  /** Where it sends everybody instead. */
  redirect: string | undefined;
  readonly #server: Server;
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  static async serve(directory: string): Promise<HttpGit> {
    const served = new HttpGit(directory);
    served.#server.listen(0, "127.0.0.1");
    await once(served.#server, "listening");
    return served;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(path: string, host = "127.0.0.1"): string {
    return `http://${host}:${this.port}/${path}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://server");
    const service = url.searchParams.get("service") ?? url.pathname.split("/").at(-1) ?? "";
    this.asked.push(`${request.method ?? ""} ${service}`);
    if (this.redirect !== undefined) {
      const rest = url.pathname.replace(/^\/[^/]+/u, "");
      response.writeHead(301, { Location: `${this.redirect}${rest}${url.search}` }).end();
      return;
    }
    this.headers.push(request.headers);
    const isSignedIn =
      this.signIn === undefined ||
      request.headers.authorization === `Basic ${Buffer.from(this.signIn).toString("base64")}`;
    const behaviour = isSignedIn ? this.behaviour(service, request.method ?? "") : 401;
    if (typeof behaviour === "number") {
      const sign = behaviour === 401 ? { "WWW-Authenticate": 'Basic realm="git"' } : {};
      response.writeHead(behaviour, sign).end("no\n");
      return;
    }
    if (behaviour === "hang up before") {
      request.socket.destroy();
      return;
    }
    const { header, body } = await this.#backend(request, url);
    if (behaviour === "hang up afterwards") {
      request.socket.destroy();
      return;
    }
    const headers = header.split("\r\n").map((line) => line.split(/:\s*/u) as [string, string]);
    const status = Number.parseInt(headers.find(([name]) => name === "Status")?.[1] ?? "200", 10);
    for (const [name, value] of headers) if (name !== "Status") response.setHeader(name, value);
    response.writeHead(status).end(body);
  }

  async #backend(request: IncomingMessage, url: URL): Promise<{ readonly header: string; readonly body: Buffer }> {
    const { headers } = request;
    const child = spawn("git", ["http-backend"], {
      env: {
        PATH: process.env["PATH"],
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_PROJECT_ROOT: this.#directory,
        GIT_HTTP_EXPORT_ALL: "1",
        REMOTE_USER: "dana",
        REMOTE_ADDR: "127.0.0.1",
        REQUEST_METHOD: request.method,
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        CONTENT_TYPE: headers["content-type"] ?? "",
        ...(headers["content-length"] === undefined ? {} : { CONTENT_LENGTH: headers["content-length"] }),
        ...(headers["content-encoding"] === undefined ? {} : { HTTP_CONTENT_ENCODING: headers["content-encoding"] }),
        ...(headers["git-protocol"] === undefined ? {} : { GIT_PROTOCOL: String(headers["git-protocol"]) }),
      },
      stdio: ["pipe", "pipe", "ignore"],
    });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stdin.on("error", () => undefined);
    request.pipe(child.stdin);
    await once(child, "close");
    const whole = Buffer.concat(chunks);
    const end = whole.indexOf("\r\n\r\n");
    return { header: whole.subarray(0, end).toString("utf8"), body: whole.subarray(end + 4) };
  }
}
