import * as z from "zod/mini";
import { readCommandLine } from "../../src/cli/commandLine.ts";
import { answers, type Verb } from "../../src/wire/schemas/answers.ts";
import { requestEventSchema } from "../../src/wire/schemas/requestEvent.ts";
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
  if (read === undefined ? !args.includes("--json") : !read.json && read.input["events"] !== true) return;
  const name = read?.command.name ?? "";
  const eachLine = read?.input["events"] === true ? requestEventSchema : name === "events" ? answers.events : undefined;
  if (eachLine !== undefined && stdout !== "") {
    for (const line of stdout.split("\n").filter((one) => one !== "")) hold(eachLine, line, args);
  } else if (stdout !== "" && isVerb(name)) hold(answers[name], stdout, args);
  else if (stdout === "" && stderr !== "")
    hold(errorSchema, stderr.split("\n").findLast((line) => line !== "") ?? "", args);
}

function hold(schema: z.ZodMiniType, printed: string, args: readonly string[]): void {
  const { error } = schema.safeParse(JSON.parse(printed));
  if (error === undefined) return;
  throw new Error(`wfs ${args.join(" ")} is not what src/wire says:\n${z.prettifyError(error)}\n${printed}`);
}
