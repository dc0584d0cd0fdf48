/**
 * The only file that knows `@vscode/webview-ui-toolkit`, so that it can be exchanged in an hour. Its badge and its progress ring are not
 * used: they set style attributes, which the page's policy forbids.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeTextArea,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";
import { fill, setAttribute, setProps, type Child, type Props } from "./dom.ts";

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeCheckbox(), vsCodeTextArea(), vsCodeTextField());

function make(name: string, props: Props, children: readonly Child[]): HTMLElement {
  const made = document.createElement(name);
  setProps(made, props);
  fill(made, children);
  return made;
}

export interface ButtonProps extends Props {
  readonly look: "primary" | "secondary" | "icon";
  /** What screen readers say where the content is a picture; also the tooltip. */
  readonly label?: string;
  readonly press: () => void;
}

export function button(props: ButtonProps, ...content: readonly Child[]): HTMLElement {
  const attrs = { appearance: props.look, "aria-label": props.label, title: props.label, ...props.attrs };
  return make("vscode-button", { ...props, attrs, on: { click: props.press } }, content);
}

/** Turns a button off in a way that can still be reached and is explained: `reason` is said by screen readers. */
export function turnOff(made: HTMLElement, reason: string | undefined): void {
  setAttribute(made, "aria-disabled", reason === undefined ? undefined : "true");
  made.classList.toggle("off", reason !== undefined);
  setAttribute(made, "title", reason);
  // References to ids do not reach into a component; the text itself does, once the component was drawn.
  void customElements.whenDefined("vscode-button").then(() => {
    const inner = made.shadowRoot?.querySelector("button");
    if (inner !== null && inner !== undefined) setAttribute(inner, "aria-description", reason);
  });
}

export interface FieldProps extends Props {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly input: (value: string) => void;
}

function field(name: "vscode-text-field" | "vscode-text-area", props: FieldProps, attrs: Props["attrs"]): HTMLElement {
  const made = make(name, { ...props, attrs: { ...attrs, placeholder: props.placeholder, ...props.attrs } }, [
    props.label,
  ]);
  setValue(made, props.value);
  made.addEventListener("input", () => props.input(valueOf(made)));
  return made;
}

export function textField(props: FieldProps): HTMLElement {
  return field("vscode-text-field", props, {});
}

export function textArea(props: FieldProps & { readonly rows: number }): HTMLElement {
  return field("vscode-text-area", props, { rows: props.rows, resize: "vertical" });
}

export function valueOf(made: HTMLElement): string {
  return (made as HTMLElement & { readonly value?: string }).value ?? "";
}

export function setValue(made: HTMLElement, value: string): void {
  if (valueOf(made) !== value) (made as HTMLElement & { value: string }).value = value;
}

export function checkbox(
  props: Props & { readonly checked: boolean; readonly change: (checked: boolean) => void },
  label: string,
): HTMLElement {
  const made = make("vscode-checkbox", props, [label]);
  setChecked(made, props.checked);
  made.addEventListener("change", () => props.change((made as HTMLElement & { readonly checked: boolean }).checked));
  return made;
}

/** Shows a state without telling the listener. */
function setChecked(made: HTMLElement, checked: boolean): void {
  const box = made as HTMLElement & { checked?: boolean };
  if (box.checked !== checked) box.checked = checked;
}
