import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
import process from "node:process";
import type { Processes } from "../core/base/ports.ts";
import { hostIn } from "../core/base/announcedWork.ts";

/** What Linux calls the first namespace of process ids, which all others lie in. */
const outermost = "pid:[4026531836]";

/** The namespace this process sees other processes in, such as that of a container or a sandbox; `undefined`: that of the whole machine. */
function ownNamespace(): string | undefined {
  try {
    const namespace = readlinkSync("/proc/self/ns/pid");
    return namespace === outermost ? undefined : namespace;
  } catch {
    return undefined;
  }
}

/** Processes of this machine, or of the container or sandbox this one runs in, asked with signal 0. */
export const nodeProcesses: Processes = {
  host: hostIn(hostname(), ownNamespace()),
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
