import { hostname } from "node:os";
import process from "node:process";
import type { Processes } from "../core/base/ports.ts";

/** Processes of this machine, asked with signal 0. */
export const nodeProcesses: Processes = {
  host: hostname(),
  pid: process.pid,
  alive(pid) {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== "ESRCH";
    }
  },
};
