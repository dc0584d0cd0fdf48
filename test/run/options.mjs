import { parseArgs } from "node:util";

/**
 * The arguments as `parseArgs` reads them. Where it finds one that it does not know, the process ends with 2 and says how it is used.
 *
 * @template {import("node:util").ParseArgsConfig} T
 * @param {T} config
 * @param {string} usage
 */
export const readOptions = (config, usage) => {
  try {
    return parseArgs(config);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error), usage);
  }
};

/**
 * Ends the process with 2: what is wrong, and how it is used.
 *
 * @param {string} wrong
 * @param {string} usage
 */
export const refuse = (wrong, usage) => {
  console.error(`${wrong}\n\n${usage}`);
  return process.exit(2);
};
