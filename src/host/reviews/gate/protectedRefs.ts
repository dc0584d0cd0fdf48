import type * as vscode from "vscode";
import type { ProtectedRefs } from "../../../core/review/kinds/common/publishing.ts";

const memoryKey = "publish.protectedRefs";
/** The newest are kept. */
const mostKept = 100;

/** Branches of remotes that nobody pushes to directly, as remotes have said, in the extension's own memory of this window's folders. */
export class RememberedProtectedRefs implements ProtectedRefs {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  has(address: string, ref: string): boolean {
    return this.#all().includes(nameOf(address, ref));
  }

  note(address: string, ref: string, isProtected: boolean): void {
    const name = nameOf(address, ref);
    const before = this.#all();
    if (before.includes(name) === isProtected) return;
    const others = before.filter((other) => other !== name);
    void this.#memory.update(memoryKey, (isProtected ? [...others, name] : others).slice(-mostKept));
  }

  #all(): readonly string[] {
    const kept = this.#memory.get<unknown>(memoryKey);
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  }
}

function nameOf(address: string, ref: string): string {
  return `${address} ${ref}`;
}
