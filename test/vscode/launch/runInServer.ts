import { appendFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { browserLaunchOptions } from "./browser.ts";
import type { DesktopArguments } from "./desktopArguments.ts";
import { startServer } from "./server.ts";
import { cleanSettings, restrictedSettings, writeSettings } from "./settings.ts";

/** A suite that is not finished by then has hung. */
const limitMs = 180_000;

/** VS Code calls these two functions of the page; the second one with the exit code of the suite. */
const listenToSuite = async (page: Page, logFile: string): Promise<{ readonly exitCode: Promise<number> }> => {
  const { promise: exitCode, resolve: finish } = Promise.withResolvers<number>();
  const limit = setTimeout(() => finish(1), limitMs);
  await page.exposeFunction("codeAutomationLog", (type: string, args: readonly unknown[]) =>
    appendFile(logFile, `${type} ${args.map(String).join(" ")}\n`),
  );
  await page.exposeFunction("codeAutomationExit", (code: number) => {
    clearTimeout(limit);
    finish(code);
  });
  page.once("crash", () => finish(1));
  return { exitCode };
};

/**
 * Runs an extension host suite in the server with a headless browser.
 *
 * @param logFile what VS Code and the extensions say; a screenshot of a failed run is put beside it
 * @returns the suite's exit code: 0 when every test passed
 */
export const runInServer = async (args: DesktopArguments, logFile: string): Promise<number> => {
  const own = await mkdtemp(join(tmpdir(), "vscode-suite-"));
  await mkdir(dirname(logFile), { recursive: true });
  await rm(logFile, { force: true });
  const dataDirectory = args.userDataDirectory ?? join(own, "data");
  await writeSettings(dataDirectory, { ...cleanSettings, ...(args.workspaceTrust ? restrictedSettings : {}) });
  const server = await startServer({
    dataDirectory,
    extensionsDirectory: args.extensionsDirectory ?? join(own, "extensions"),
    workspaceTrust: args.workspaceTrust,
    smokeTestDriver: true,
    logFile: logFile.replace(/\.log$/u, ".server.log"),
  });
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch(await browserLaunchOptions());
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const { exitCode } = await listenToSuite(page, logFile);
    const remote = (path: string): string => `vscode-remote://127.0.0.1:${server.port}${path}`;
    await page.goto(
      server.url(args.opened, [
        ["extensionDevelopmentPath", remote(args.extensionDevelopmentPath)],
        ["extensionTestsPath", remote(args.extensionTestsPath)],
        ["skipWelcome", "true"],
      ]),
    );
    const code = await exitCode;
    if (code !== 0) {
      await page.screenshot({ path: logFile.replace(/\.log$/u, ".png") });
    }
    return code;
  } finally {
    await browser?.close();
    await server.stop();
    await rm(own, { recursive: true, force: true });
  }
};
