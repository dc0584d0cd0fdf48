import { SessionScanner } from "../../../src/core/sessions/index/sessionScan.ts";
import { longestBlock } from "./measure.ts";
import { ports } from "./ports.ts";

/**
 * Runs in a process of its own, because code that was never run before is what blocks longest: `node scanProbe.ts <.workflow>`.
 * Scans once and tells on stdout, as JSON (`Blocking`), for how long the event loop could not turn.
 */
const [directory = ""] = process.argv.slice(2);
console.log(JSON.stringify(await longestBlock(async () => await new SessionScanner({ ...ports, directory }).scan())));
