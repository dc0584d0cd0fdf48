import type { FileMode } from "../../git/objects/treeDiff.ts";

/** How a file of these modes can be shown, as far as they say; `undefined`: its content says. */
export function contentOfModes(oldMode: FileMode, newMode: FileMode): "symlink" | "submodule" | undefined {
  const modes = [oldMode, newMode];
  if (modes.includes("160000")) return "submodule";
  return modes.every((mode) => mode === "120000" || mode === "000000") ? "symlink" : undefined;
}

interface ImageFormat {
  readonly mime: string;
  readonly extensions: readonly string[];
  /** Bytes at these offsets. */
  readonly magic: readonly (readonly [offset: number, bytes: readonly number[]])[];
}

const ascii = (text: string): readonly number[] => [...new TextEncoder().encode(text)];

const formats: readonly ImageFormat[] = [
  { mime: "image/png", extensions: ["png", "apng"], magic: [[0, [0x89, ...ascii("PNG\r\n"), 0x1a, 0x0a]]] },
  { mime: "image/jpeg", extensions: ["jpg", "jpeg", "jpe"], magic: [[0, [0xff, 0xd8, 0xff]]] },
  { mime: "image/gif", extensions: ["gif"], magic: [[0, ascii("GIF8")]] },
  {
    mime: "image/webp",
    extensions: ["webp"],
    magic: [
      [0, ascii("RIFF")],
      [8, ascii("WEBP")],
    ],
  },
  { mime: "image/bmp", extensions: ["bmp"], magic: [[0, ascii("BM")]] },
  {
    mime: "image/x-icon",
    extensions: ["ico", "cur"],
    magic: [
      [0, [0, 0]],
      [3, [0]],
    ],
  },
];

function formatOf(path: string): ImageFormat | undefined {
  const extension = /\.([^./]+)$/u.exec(path)?.[1]?.toLowerCase();
  return extension === undefined ? undefined : formats.find(({ extensions }) => extensions.includes(extension));
}

/** Whether the name promises an image; SVG is not an image here but text: a picture would not show the scripts and links in it. */
export function mayBeImage(path: string): boolean {
  return formatOf(path) !== undefined;
}

/** The media type, when name and content agree that the file is an image. */
export function imageMime(path: string, bytes: Uint8Array): string | undefined {
  const format = formatOf(path);
  const agrees = format?.magic.every(([offset, magic]) => magic.every((byte, at) => bytes[offset + at] === byte));
  return agrees === true ? format?.mime : undefined;
}
