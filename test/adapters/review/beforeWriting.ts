import type { FileSystem } from "../../../src/core/base/ports.ts";

/** The same files, with something done, or thrown, before one is made or replaced. */
export function beforeWriting(fs: FileSystem, look: (path: string) => Promise<void> | void): FileSystem {
  return new Proxy(fs, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...parameters: readonly unknown[]) => unknown;
      if (name !== "createExclusive" && name !== "writeAtomic") return method.bind(target);
      return async (...parameters: readonly unknown[]): Promise<unknown> => {
        await look(String(parameters[0]));
        return method.apply(target, parameters as unknown[]);
      };
    },
  });
}
