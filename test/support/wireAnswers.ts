import { readCommandLine } from "../../src/cli/commandLine.ts";
import { answers, type Verb } from "../../src/wire/schemas/answers.ts";
import { errorSchema } from "../../src/wire/schemas/error.ts";

const isVerb = (name: string): name is Verb => name in answers;
const nothing = (): void => undefined;

/**
 * Holds what `wfs` printed against src/wire: with `--json` one object that is the verb's answer, member for member, or an error.
 * @param args of its command line
 * @throws where it is anything else
 */
export async function requireAnswer(
  args: readonly string[],
  { stdout, stderr }: { readonly stdout: string; readonly stderr: string },
): Promise<void> {
  const read = await readCommandLine(args, nothing).catch(nothing);
  if (read === undefined ? !args.includes("--json") : !read.json) return;
  const name = read?.command.name ?? "";
  if (stdout !== "" && isVerb(name)) answers[name].parse(JSON.parse(stdout));
  else if (stdout === "" && stderr !== "") errorSchema.parse(JSON.parse(stderr));
}
