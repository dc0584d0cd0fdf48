import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One start of the program: its arguments, and what it was given to read. */
export interface Started {
  readonly args: readonly string[];
  readonly stdin: string;
}

interface Answer {
  readonly code?: number;
  readonly out?: string;
  readonly err?: string;
  readonly hangs?: boolean;
}

/** A program of a person that only writes down how it was started, and answers by its first words as it was told to. */
export class StandIn {
  readonly directory: string;
  readonly #name: string;

  constructor(directory: string, name: string) {
    this.directory = directory;
    this.#name = name;
    mkdirSync(directory, { recursive: true });
    const script = `#!${process.execPath}
const fs = require("node:fs");
const args = process.argv.slice(2);
const stdin = fs.readFileSync(0, "utf8");
fs.appendFileSync(${JSON.stringify(this.#log)}, JSON.stringify({ args, stdin, cwd: process.cwd() }) + "\\n");
const answers = JSON.parse(fs.readFileSync(${JSON.stringify(this.#answers)}, "utf8"));
const { code = 0, out = "", err = "", hangs = false } = answers[args.slice(0, 2).join(" ")] ?? { code: 1, err: "no such command" };
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = code;
if (hangs) setTimeout(() => undefined, 60_000);
`;
    writeFileSync(join(directory, name), script);
    chmodSync(join(directory, name), 0o755);
    this.answer({});
  }

  get #log(): string {
    return join(this.directory, `${this.#name}.log`);
  }

  get #answers(): string {
    return join(this.directory, `${this.#name}.json`);
  }

  answer(answers: Readonly<Record<string, Answer>>): void {
    writeFileSync(this.#answers, JSON.stringify(answers));
  }

  get started(): readonly Started[] {
    if (!existsSync(this.#log)) return [];
    const lines = readFileSync(this.#log, "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line) as Started);
  }
}
