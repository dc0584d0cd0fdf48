/** What runs inside a page of the browser: each function is sent there as text, so it refers to nothing outside itself. Milliseconds. */

/** Gives the page a message and waits until `selector` finds something and that was painted. */
export async function sendAndSee({ message, selector }: { message: unknown; selector: string }): Promise<number> {
  const started = performance.now();
  window.postMessage(message, "*");
  while (document.querySelector(selector) === null) await new Promise(requestAnimationFrame);
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  return performance.now() - started;
}

/** Clicks and waits until `selector` finds something and that was painted. */
export async function clickAndSee({ click, selector }: { click: string; selector: string }): Promise<number> {
  const started = performance.now();
  document.querySelector<HTMLElement>(click)?.click();
  while (document.querySelector(selector) === null) await new Promise(requestAnimationFrame);
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  return performance.now() - started;
}

export interface Scrolling {
  /** Of each step of most of a screen: how long the page's own work and layout took, without waiting for the next frame. */
  readonly steps: readonly number[];
  /** Most rows that were elements at one moment. */
  readonly rows: number;
  /** Rows that were seen at least once. */
  readonly seen: number;
}

/** Scrolls from the top to the end. */
export async function scrollThrough({ scroller, row }: { scroller: string; row: string }): Promise<Scrolling> {
  const box = document.querySelector<HTMLElement>(scroller);
  if (box === null) throw new Error(`${scroller} is not there.`);
  const steps: number[] = [];
  const seen = new Set<string>();
  let rows = 0;
  const look = (): void => {
    const drawn = document.querySelectorAll<HTMLElement>(row);
    rows = Math.max(rows, drawn.length);
    for (const { dataset } of drawn) seen.add(dataset["index"] ?? "");
  };
  look();
  for (let last = -1; box.scrollTop !== last;) {
    last = box.scrollTop;
    const started = performance.now();
    box.scrollTop += Math.floor(box.clientHeight * 0.8);
    // The page draws in its listeners, before the next frame.
    await new Promise(requestAnimationFrame);
    box.getBoundingClientRect();
    steps.push(performance.now() - started);
    look();
    await new Promise((painted) => setTimeout(painted));
  }
  box.scrollTop = 0;
  return { steps, rows, seen: seen.size };
}

/** Everything at once as plain elements, as viewers without a virtual list do: one for each line of a patch. */
export async function drawWhole({ patch }: { patch: string }): Promise<number> {
  const started = performance.now();
  const all = document.createElement("div");
  for (const text of patch.split("\n")) {
    const line = document.createElement("div");
    line.className = text.startsWith("+") ? "added" : text.startsWith("-") ? "removed" : "equal";
    line.textContent = text;
    all.append(line);
  }
  document.body.replaceChildren(all);
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  return performance.now() - started;
}

/** The names alone, as one text. */
export async function drawNames({ names }: { names: readonly string[] }): Promise<number> {
  const started = performance.now();
  const all = document.createElement("pre");
  all.textContent = names.join("\n");
  document.body.replaceChildren(all);
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  return performance.now() - started;
}
