import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { getL10nPseudoLocalized } from "@vscode/l10n-dev";
import { root } from "../../../run/paths.mjs";
import type { RunningServer } from "./servers.ts";

type Texts = Readonly<Record<string, string>>;

/**
 * Gives the server German, which windows have that ask for it (`locale`): VS Code's own words stay English in it, and each letter of the
 * extension's is another one.
 *
 * @returns the extension's texts by their English
 */
export const bringGerman = async ({ dataDirectory }: RunningServer): Promise<Texts> => {
  const english = JSON.parse(await readFile(join(root, "l10n", "bundle.l10n.json"), "utf8")) as Texts;
  const german = getL10nPseudoLocalized(english) as Texts;
  const extensions = join(dirname(dataDirectory), "extensions");
  const ours = (await readdir(extensions)).find((name) => name.startsWith("workflow-sessions.")) ?? "";
  await mkdir(join(extensions, ours, "l10n"), { recursive: true });
  await writeFile(join(extensions, ours, "l10n", "bundle.l10n.de.json"), JSON.stringify(german));
  // A language pack, as VS Code notes it; and with this file there, it asks each window for its language.
  const data = join(dataDirectory, "data");
  const pack = join(data, "german.json");
  const extension = { extensionIdentifier: { id: "tests.german" }, version: "1.0.0" };
  const packs = { de: { hash: "german", label: "Deutsch", extensions: [extension], translations: { vscode: pack } } };
  await writeFile(pack, JSON.stringify({ version: "1.0.0", contents: {} }));
  await writeFile(join(data, "languagepacks.json"), JSON.stringify(packs));
  await mkdir(join(data, "User"), { recursive: true });
  await writeFile(join(data, "User", "argv.json"), "{}");
  return german;
};
