import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { node24, serverMain } from "../../run/paths.mjs";
import { userSettings } from "./settings.ts";

export interface ServerOptions {
  /** Settings, storage and logs of this server. */
  readonly dataDirectory: string;
  readonly extensionsDirectory: string;
  /** 0 or nothing: any free port. */
  readonly port?: number;
  /** Whether folders start untrusted (Restricted Mode); otherwise the question does not exist. */
  readonly workspaceTrust: boolean;
  /** Needed for `--extensionTestsPath`; VS Code then refuses every modal dialog by itself. */
  readonly smokeTestDriver?: boolean;
  /** More variables for it and for what runs in it. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** A running server on 127.0.0.1. */
export interface VsCodeServer {
  readonly port: number;
  /** The page of a folder, of a `.code-workspace` file, or (nothing given) of an empty window. */
  readonly url: (opened?: string, payload?: readonly (readonly [string, string])[]) => string;
  /** The exit code, once the server is gone for whatever reason. */
  readonly ended: Promise<number>;
  /** What programs beside it need to count as the same person: where the reviewer's key and audit log are. */
  readonly environment: Readonly<Record<string, string>>;
  /** The file of the person's own settings. */
  readonly settings: string;
  /** Settings, storage and logs of this server. */
  readonly dataDirectory: string;
  /** Ends the server; extension hosts end with it. */
  readonly stop: () => Promise<void>;
}

const readyLimitMs = 60_000;
const stopLimitMs = 3_000;

/** How long an extension host waits for a page that went away without a word; by default three hours, also without its server. */
const graceSeconds = 15;

const stopChild = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    const force = setTimeout(() => child.kill("SIGKILL"), stopLimitMs);
    child.once("exit", () => {
      clearTimeout(force);
      resolve();
    });
    child.kill("SIGTERM");
  });

/** The address of a window; parameters as for `VsCodeServer.url`. */
export const pageAddress = (
  port: number,
  opened?: string,
  payload: readonly (readonly [string, string])[] = [],
): string => {
  const query = new URLSearchParams();
  if (opened === undefined) {
    query.set("ew", "true");
  } else {
    query.set(opened.endsWith(".code-workspace") ? "workspace" : "folder", opened);
  }
  if (payload.length > 0) {
    query.set("payload", JSON.stringify(payload));
  }
  // Slashes stay readable: people copy this address.
  return `http://127.0.0.1:${port}/?${query.toString().replaceAll("%2F", "/")}`;
};

/**
 * Starts the VS Code server of `test/vscode/server` and waits until it listens (0.2 s).
 *
 * @throws with the end of its output when it ends or says nothing for a minute
 */
export const startServer = async (options: ServerOptions): Promise<VsCodeServer> => {
  await mkdir(dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile);
  // The configuration of the person who starts this stays as it is.
  const environment = { XDG_CONFIG_HOME: join(options.dataDirectory, "configuration"), ...options.environment };
  const child = spawn(
    node24,
    [
      serverMain,
      "--host=127.0.0.1",
      `--port=${options.port ?? 0}`,
      "--without-connection-token",
      "--accept-server-license-terms",
      `--server-data-dir=${options.dataDirectory}`,
      `--extensions-dir=${options.extensionsDirectory}`,
      "--telemetry-level=off",
      `--reconnection-grace-time=${graceSeconds}`,
      ...(options.workspaceTrust ? [] : ["--disable-workspace-trust"]),
      ...(options.smokeTestDriver === true ? ["--enable-smoke-test-driver"] : []),
    ],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...environment } },
  );
  const ended = new Promise<number>((resolve) => {
    child.once("exit", (code) => resolve(code ?? 1));
  });
  const port = await new Promise<number>((resolve, reject) => {
    let output = "";
    const fail = (reason: string): void => reject(new Error(`The VS Code server ${reason}:\n${output.slice(-2_000)}`));
    const limit = setTimeout(() => {
      void stopChild(child).then(() => fail("did not get ready in time"));
    }, readyLimitMs);
    const read = (chunk: Buffer): void => {
      log.write(chunk);
      output += chunk.toString("utf8");
      const listening = /Extension host agent listening on (\d+)/u.exec(output)?.[1];
      if (listening !== undefined) {
        clearTimeout(limit);
        output = "";
        resolve(Number(listening));
      }
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("error", (error) => fail(`could not be started (${error.message})`));
    child.once("exit", (code) => {
      clearTimeout(limit);
      log.end();
      fail(`ended with exit code ${code ?? "none"}`);
    });
  });
  return {
    port,
    url: (opened, payload) => pageAddress(port, opened, payload),
    ended,
    environment,
    settings: userSettings(options.dataDirectory),
    dataDirectory: options.dataDirectory,
    stop: () => stopChild(child),
  };
};
