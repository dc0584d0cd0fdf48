import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { defaultStyles } from "./themes.ts";

/** A server on 127.0.0.1 that gives the page, its scripts and its style sheet, and nothing else. */
export interface PageServer {
  readonly origin: string;
  stop(): Promise<void>;
}

export const nonce = "c2VsZG9tUmVwZWF0ZWQ";

/** The policy the extension gives the page, with this server in the place of `webview.cspSource`. */
export const policy = (source: string): string =>
  `default-src 'none'; img-src data: ${source}; style-src ${source}; script-src 'nonce-${nonce}' 'strict-dynamic'`;

/** What VS Code and the extension put around the page; VS Code's own styles stand before the policy, as there. */
const documentOf = (source: string): string => `<!DOCTYPE html>
<html lang="en">
  <head>
    <style>${defaultStyles}</style>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy(source)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="review.css" />
    <title>Review</title>
  </head>
  <body>
    <script type="module" nonce="${nonce}" src="review.js"></script>
  </body>
</html>
`;

const types: Readonly<Record<string, string>> = { js: "text/javascript", css: "text/css", map: "application/json" };

export async function startPageServer(directory: string): Promise<PageServer> {
  const server: Server = createServer((request, response) => {
    const name = basename(new URL(request.url ?? "/", "http://127.0.0.1").pathname);
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
