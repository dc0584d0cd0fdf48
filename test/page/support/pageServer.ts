import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { pageHtml } from "../../../src/host/reviews/panel/pageHtml.ts";
import { waiting } from "./scenes.ts";
import { defaultStyles } from "./themes.ts";

/** A server on 127.0.0.1 that gives the page, its scripts and its style sheet, and nothing else. */
export interface PageServer {
  readonly origin: string;
  stop(): Promise<void>;
}

const nonce = "c2VsZG9tUmVwZWF0ZWQ";

/** The extension's own document; VS Code's styles stand before the policy, as VS Code puts them. */
const documentOf = (source: string): string =>
  pageHtml({
    script: "review.js",
    style: "review.css",
    cspSource: source,
    nonce,
    title: "Review",
    request: waiting.request.id,
    language: "en",
  }).replace("<head>", `<head><style>${defaultStyles}</style>`);

const types: Readonly<Record<string, string>> = { js: "text/javascript", css: "text/css", map: "application/json" };

export async function startPageServer(directory: string): Promise<PageServer> {
  const server: Server = createServer((request, response) => {
    const name = basename(new URL(request.url ?? "/", "http://127.0.0.1").pathname);
    if (name === "favicon.ico") {
      // Some browsers ask for it by themselves, which no page in VS Code sees; an answer keeps them from complaining.
      response.writeHead(204).end();
      return;
    }
    if (name === "" || name === "page.html") {
      const { port } = server.address() as AddressInfo;
      response.setHeader("Content-Type", "text/html; charset=utf-8").end(documentOf(`http://127.0.0.1:${port}`));
      return;
    }
    readFile(join(directory, name)).then(
      (content) => {
        const type = types[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
        response.setHeader("Content-Type", `${type}; charset=utf-8`).end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
