/** Small drawings in the colour of the text around them; the page may load no font. */
const paths = {
  warning: "M8 2 15 14H1L8 2Zm0 4v4m0 1.5v1",
  error: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM5.5 5.5l5 5m0-5-5 5",
  info: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8 7v4.5M8 4.2v1.2",
  check: "m2.5 8.5 3.5 3.5 7.5-8",
  eye: "M1 8c2-3.3 4.3-5 7-5s5 1.7 7 5c-2 3.3-4.3 5-7 5s-5-1.7-7-5Zm7-2.2a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4Z",
  comment: "M2 3h12v8H8l-3.5 3v-3H2V3Z",
  copy: "M5.5 5.5h8v8h-8v-8Zm-3 5v-8h8",
  fold: "M3 6l5 5 5-5",
  up: "M3 10l5-5 5 5",
  person: "M8 2.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM2.5 14c.6-3 2.8-4.2 5.5-4.2s4.900 1.200 5.500 4.200",
  question:
    "M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13ZM6 6.300a2 2 0 1 1 2.900 1.800c-.6.300-.9.700-.9 1.300m0 1.800v.4",
  agent: "M3 5.500h10v7H3v-7ZM8 5.500V2.500M5.800 8.500v1.200m4.400-1.200v1.200",
  clock: "M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13ZM8 4.500V8l2.500 2",
  keyboard: "M1.500 4h13v8h-13V4Zm3 5.500h7M4 6.500h.1m2.500 0h.1m2.500 0h.1m2.500 0h.1",
  overview: "M2.500 3.500h11m-11 3h11m-11 3h7m-7 3h9",
  file: "M4 1.500h5.500l3 3v10H4v-13Zm5.500 0v3h3",
  circle: "M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3Z",
  test: "M6 2h4M6.500 2v4.500L3 13.500h10L9.500 6.500V2M5 10h6",
  close: "m3.500 3.500 9 9m0-9-9 9",
} as const;

export type IconName = keyof typeof paths;

export function icon(name: IconName, label?: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.classList.add("icon", `icon-${name}`);
  if (label === undefined) svg.setAttribute("aria-hidden", "true");
  else {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
    const title = document.createElementNS(svg.namespaceURI, "title");
    title.textContent = label;
    svg.append(title);
  }
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}
