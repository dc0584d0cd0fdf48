import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeSample } from "../support/sample/makeSample.ts";
import { startDirectory } from "./paths.mjs";

/** Where `npm start` and `npm run dev` have the sample; what a person changes there stays. */
export const sample = join(startDirectory, "sample-repository");

/**
 * Makes the sample unless it stands. It is complete once its stamp stands beside it; an interrupted one is made again.
 *
 * @param fresh make it anew in any case
 */
export const ensureSample = async (fresh: boolean): Promise<void> => {
  const stamp = join(startDirectory, "sample.stamp");
  if (!fresh && existsSync(stamp) && existsSync(sample)) {
    return;
  }
  console.log("• Making the sample repository …");
  await rm(stamp, { force: true });
  await rm(sample, { recursive: true, force: true });
  await mkdir(sample, { recursive: true });
  await makeSample(sample);
  await writeFile(stamp, "");
};
