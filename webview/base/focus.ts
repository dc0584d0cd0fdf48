/** The element that has the focus, also inside the shadow of a component. */
function focused(): Element | null {
  let at = document.activeElement;
  for (let inner = at?.shadowRoot?.activeElement; inner !== null && inner !== undefined;) {
    at = inner;
    inner = at.shadowRoot?.activeElement;
  }
  return at;
}

/** Whether keys now mean text. */
export function typing(event: Event): boolean {
  const [target] = event.composedPath();
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target.isContentEditable || target instanceof HTMLSelectElement;
}

function keyOf(element: Element | null): string | undefined {
  return element?.closest<HTMLElement>("[data-key]")?.dataset["key"];
}

/**
 * Draws something anew and gives the focus (and the caret) back to the element with the same `data-key`. Is that gone, the focus goes to its
 * neighbour: the thread it was in, then `root` itself.
 */
export function keepFocus(root: HTMLElement, draw: () => void): void {
  const before = document.activeElement;
  const thread = before?.closest<HTMLElement>("[data-thread]")?.dataset["thread"];
  const key = root.contains(before) ? keyOf(before) : undefined;
  const inner = focused();
  const field = inner instanceof HTMLTextAreaElement || inner instanceof HTMLInputElement ? inner : undefined;
  const caret = [field?.selectionStart ?? null, field?.selectionEnd ?? null] as const;
  draw();
  if (key === undefined || (before === document.activeElement && before?.isConnected === true)) return;
  const again =
    root.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ??
    (thread === undefined
      ? null
      : root.querySelector<HTMLElement>(`[data-thread="${CSS.escape(thread)}"] [data-key]`)) ??
    (root.hasAttribute("tabindex") ? root : root.querySelector<HTMLElement>("[data-key]"));
  again?.focus({ preventScroll: true });
  const now = focused();
  if (
    field !== undefined &&
    caret[0] !== null &&
    (now instanceof HTMLTextAreaElement || now instanceof HTMLInputElement)
  ) {
    now.setSelectionRange(caret[0], caret[1]);
  }
}

/** Gives the focus to what stands for an element now, by its `data-key`; `false`: nothing that can be seen does. */
export function focusAgain(gone: Element | null): boolean {
  const key = keyOf(gone);
  const again = key === undefined ? null : document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  if (again?.checkVisibility() !== true) return false;
  again.focus({ preventScroll: true });
  return true;
}
