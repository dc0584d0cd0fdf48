import * as vscode from "vscode";
import { asWorkflowError, FileError } from "../../core/errors.ts";
import { treeScheme } from "../contributions.ts";
import { Disposables } from "../disposables.ts";
import type { Feature } from "../host.ts";
import { t } from "../hostWording.ts";
import type { Places } from "../places/places.ts";
import { parseTreeQuery } from "./treeAddress.ts";

/** Larger files are not shown (bytes); VS Code's editors have a limit of their own below that. */
const maxBytes = 50 * 1024 * 1024;

/** Small files that were just read are read again at once: an editor asks for size and content, often for both sides. */
const remembered = 64;
const rememberedBytes = 1024 * 1024;

/** Gives editors the files of checkpoints and commits; what a tree holds never changes, so nothing is ever announced. */
class TreeFiles implements vscode.FileSystemProvider {
  readonly #places: Places;
  readonly #never = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #kept = new Map<string, Uint8Array>();
  readonly onDidChangeFile = this.#never.event;

  constructor(places: Places) {
    this.#places = places;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { byteLength: size } = await this.readFile(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size, permissions: vscode.FilePermission.Readonly };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const key = uri.toString();
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const bytes = await this.#read(uri);
    if (bytes.byteLength <= rememberedBytes) this.#keep(key, bytes);
    return bytes;
  }

  readDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.FileNotADirectory(uri);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#never.dispose();
    this.#kept.clear();
  }

  async #read(uri: vscode.Uri): Promise<Uint8Array> {
    const wanted = parseTreeQuery(uri.query);
    await this.#places.opened();
    const place = wanted === undefined ? undefined : this.#places.find(wanted.place);
    if (wanted === undefined || place === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    let bytes: Uint8Array | undefined;
    try {
      const { checkpoints } = await place.openVersions();
      bytes = await checkpoints.readFile(wanted.tree, wanted.path, maxBytes);
    } catch (error) {
      const { message, hint } = asWorkflowError(error);
      const text = error instanceof FileError ? t("This file is too large to be shown.") : `${message} ${hint}`;
      throw vscode.FileSystemError.Unavailable(text);
    }
    if (bytes === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return bytes;
  }

  #keep(key: string, bytes: Uint8Array): void {
    this.#kept.set(key, bytes);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > remembered && oldest !== undefined) this.#kept.delete(oldest);
  }
}

export const registerTreeFiles: Feature = ({ places, log }) => {
  const registered = new Disposables((error) => log.error("The files of checkpoints could not be closed.", error));
  const files = registered.own(new TreeFiles(places));
  registered.own(
    vscode.workspace.registerFileSystemProvider(treeScheme, files, { isReadonly: true, isCaseSensitive: true }),
  );
  return registered;
};
