import type { Mark } from "../model/pieces.ts";
import type { Side, TextDiff } from "../model/textDiff.ts";
import type { TextLine } from "../model/textLines.ts";

/** Larger sides stay without colours: reading them is quicker than colouring them. */
const [mostCharacters, mostLines, longestLine] = [400_000, 10_000, 5_000];

/** Languages by the end of a file's name (or the whole name); what is not here stays without colours. */
const languages: Readonly<Record<string, string>> = Object.fromEntries(
  (
    [
      ["bash", "sh bash zsh bashrc zshrc"],
      ["c", "c h"],
      ["cpp", "cc cpp cxx hpp hh"],
      ["csharp", "cs"],
      ["css", "css scss less"],
      ["diff", "diff patch"],
      ["dockerfile", "dockerfile"],
      ["go", "go"],
      ["ini", "ini toml cfg conf editorconfig gitconfig gitattributes"],
      ["java", "java"],
      ["javascript", "js mjs cjs jsx"],
      ["json", "json jsonc code-workspace"],
      ["kotlin", "kt kts"],
      ["makefile", "makefile mk"],
      ["markdown", "md markdown"],
      ["php", "php"],
      ["python", "py pyi"],
      ["ruby", "rb rake gemfile"],
      ["rust", "rs"],
      ["sql", "sql"],
      ["swift", "swift"],
      ["typescript", "ts mts cts tsx"],
      ["xml", "xml html htm svg vue"],
      ["yaml", "yml yaml"],
    ] as const
  ).flatMap(([language, endings]) => endings.split(" ").map((ending) => [ending, language] as const)),
);

export function languageOf(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const ending = name.slice(name.lastIndexOf(".") + 1);
  return Object.hasOwn(languages, ending) ? languages[ending] : undefined;
}

/** Colours of both sides by line; `undefined` where there are none. What colours is loaded when it is first needed. */
export async function colourOf(
  path: string,
  diff: TextDiff,
): Promise<Readonly<Record<Side, readonly (readonly Mark[])[]>> | undefined> {
  const language = languageOf(path);
  if (language === undefined || !small(diff.old) || !small(diff.new)) return undefined;
  const { colourLines } = await import("./colourLines.ts");
  const side = (lines: readonly TextLine[]): readonly (readonly Mark[])[] =>
    colourLines(
      language,
      lines.map(({ text }) => text),
    );
  return { old: side(diff.old), new: side(diff.new) };
}

function small(lines: readonly TextLine[]): boolean {
  if (lines.length > mostLines) return false;
  let characters = 0;
  for (const { text } of lines) {
    characters += text.length;
    if (text.length > longestLine || characters > mostCharacters) return false;
  }
  return true;
}
