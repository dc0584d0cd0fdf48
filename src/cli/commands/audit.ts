import { resolve } from "node:path";
import * as z from "zod/mini";
import { openAudit } from "../../adapters/open/openWorkspace.ts";
import { WorkflowError } from "../../core/base/errors.ts";
import { say } from "../../core/base/text.ts";
import { visibleText } from "../../core/base/visibleText.ts";
import { defineCommand, type Command } from "../base/command.ts";
import { exitCodes } from "../base/exitCodes.ts";
import { text } from "../input/inputs.ts";
import { plural } from "../../core/base/plural.ts";
import { auditJson } from "../../wire/audit.ts";

/** Bytes of an exported log beyond which it is not read. */
const maxExport = 512 * 1024 * 1024;

const verify = defineCommand({
  name: "audit verify",
  operands: "[file]",
  summary:
    "Verify the audit log of decisions on this machine, or an exported one; exit code 1 while something is wrong",
  needsNone: true,
  examples: ["audit verify", "audit verify audit.jsonl --json"],
  input: () => z.strictObject({ file: z.optional(text()) }),
  async run({ file }, { fs }) {
    const trail = await openAudit();
    const report = file === undefined ? await trail.verify() : await trail.verifyLines(await exported(file, fs));
    const { ok, records, problems } = report;
    return {
      json: () => auditJson(report),
      text: (paint) => {
        const lines = problems
          .map(({ n, problem, message }) => `${paint.bad("✘")} ${n}  ${problem}  ${visibleText(String(message))}\n`)
          .join("");
        if (ok && records === 0) return `Nothing was decided here yet: the log is empty.\n${lines}`;
        const verdict = `${ok ? paint.good("✔") : paint.bad("✘")} ${plural(records, "record")}`;
        return `${lines}${verdict}${ok ? ", none changed or missing" : ""}\n`;
      },
      exitCode: ok ? exitCodes.done : exitCodes.failed,
    };
  },
});

async function exported(
  file: string,
  fs: { read(path: string, maxBytes: number): Promise<Uint8Array | undefined> },
): Promise<string> {
  const bytes = await fs.read(resolve(file), maxExport);
  if (bytes !== undefined) return new TextDecoder().decode(bytes);
  throw new WorkflowError("usage", say`There is no file “${file}”.`, say`Give an exported audit log (JSON lines).`);
}

export const auditCommands: readonly Command[] = [verify];
