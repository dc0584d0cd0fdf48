import { typing } from "./focus.ts";

export interface KeyCommand {
  /** What `KeyboardEvent.key` says. */
  readonly keys: readonly string[];
  readonly label: string;
  readonly run: () => void;
}

/** Runs the command of a key, but never (but for Escape) while somebody types, nor for keys that mean something to the system or to a control. */
export function listenToKeys(commands: readonly KeyCommand[], enabled: () => boolean): void {
  window.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !enabled()) return;
    if (event.key !== "Escape" && typing(event)) return;
    if ((event.key === "Enter" || event.key === " ") && onControl(event)) return;
    const command = commands.find(({ keys }) => keys.includes(event.key));
    if (command === undefined) return;
    event.preventDefault();
    command.run();
  });
}

/** Enter and Space press the control they are on. */
function onControl(event: Event): boolean {
  const [target] = event.composedPath();
  return target instanceof Element && target.closest("button, summary, [role=checkbox]") !== null;
}
