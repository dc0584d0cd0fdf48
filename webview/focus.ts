/** The element that has the focus, also inside the shadow of a component. */
export function focused(): Element | null {
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

/** Draws something anew and gives the focus (and the caret) back to the element with the same `data-key`, if it is still there. */
export function keepFocus(root: HTMLElement, draw: () => void): void {
  const before = document.activeElement;
  const key = root.contains(before) ? keyOf(before) : undefined;
  const inner = focused();
  const field = inner instanceof HTMLTextAreaElement || inner instanceof HTMLInputElement ? inner : undefined;
  const caret = [field?.selectionStart ?? null, field?.selectionEnd ?? null] as const;
  draw();
  if (key === undefined || (before === document.activeElement && before?.isConnected === true)) return;
  const again = root.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
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
