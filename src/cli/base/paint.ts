import type { Output } from "./output.ts";

/** How text for people is set off. Without colour every style is the identity. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
}

const style =
  (open: number, close: number) =>
  (text: string): string =>
    `\u001b[${open}m${text}\u001b[${close}m`;

const coloured: Paint = {
  bold: style(1, 22),
  dim: style(2, 22),
  good: style(32, 39),
  warn: style(33, 39),
  bad: style(31, 39),
};

const same = (text: string): string => text;
const plain: Paint = { bold: same, dim: same, good: same, warn: same, bad: same };

/** Colour only on a terminal that has some; `NO_COLOR` (no-color.org) and `TERM=dumb` switch it off. */
export function paintFor(output: Output, env: NodeJS.ProcessEnv): Paint {
  const wanted = output.isTerminal && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  return wanted ? coloured : plain;
}
