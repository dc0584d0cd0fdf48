/** `key = value`, `key`; names in any case. */
const assignment = /^(?<key>[a-z][a-z\d-]*)\s*(?:=(?<value>.*))?$/isu;
/** A section without a name in quotes, and what stands behind it on its line. */
const section = /^\[(?<name>[a-z\d.-]+)\](?<rest>.*)$/isu;
/** What a value is made of: text in quotes, an escape, the rest of the line as a comment, any other character. */
const pieces = /"(?<quoted>(?:[^"\\]|\\.)*)"|\\(?<escaped>.)|(?<comment>[#;].*)|(?<plain>.)/gsu;

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", b: "\b" };

/**
 * The values of one of git's configuration files, by `section.key` in lower case; the last of several wins. Sections with a name in quotes and
 * included files are left out, as git leaves them out where it looks for the work tree. A key without a value is `true`.
 */
export function parseConfigFile(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let at = "";
  for (const line of text.replaceAll(/\\\r?\n/gu, "").split(/\r?\n/u)) {
    let rest = line.trim();
    if (rest.startsWith("[")) {
      const found = section.exec(rest)?.groups;
      at = found?.["name"]?.toLowerCase() ?? "";
      rest = found?.["rest"]?.trim() ?? "";
    }
    const { key, value } = assignment.exec(rest)?.groups ?? {};
    if (at !== "" && key !== undefined)
      values.set(`${at}.${key.toLowerCase()}`, value === undefined ? "true" : plainValue(value));
  }
  return values;
}

export function isTrue(value: string | undefined): boolean {
  return /^(?:true|yes|on|[1-9]\d*)$/iu.test(value ?? "");
}

function plainValue(written: string): string {
  let value = "";
  let ends = 0;
  for (const { groups = {} } of written.trim().matchAll(pieces)) {
    const { quoted, escaped, comment, plain } = groups;
    if (comment !== undefined) break;
    value +=
      quoted?.replaceAll(/\\(.)/gsu, (_, letter: string) => escapes[letter] ?? letter) ??
      plain ??
      escapes[escaped ?? ""] ??
      escaped ??
      "";
    if (plain === undefined || plain.trim() !== "") ends = value.length;
  }
  return value.slice(0, ends);
}
