import * as fc from "fast-check";
import { soak } from "./effort.ts";

/**
 * In `npm test` every property tries the same inputs at each run, so that its result depends on the code alone; the soak run looks for inputs that no
 * one has tried.
 */
if (!soak) fc.configureGlobal({ seed: 20_261_130 });
