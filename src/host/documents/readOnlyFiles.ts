import * as vscode from "vscode";

/** Small files that were just read are read again at once: an editor asks for size and content, often for both sides. */
const remembered = 64;
const rememberedBytes = 1024 * 1024;

/** Gives editors files that are not on disk and cannot be written. */
export class ReadOnlyFiles implements vscode.FileSystemProvider {
  readonly #read: (uri: vscode.Uri) => Promise<Uint8Array>;
  readonly #changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #kept = new Map<string, Uint8Array>();
  /** Grows, because editors read anew only what is newer. */
  #mtime = 0;
  readonly onDidChangeFile = this.#changes.event;

  /** `read` throws a `vscode.FileSystemError`. */
  constructor(read: (uri: vscode.Uri) => Promise<Uint8Array>) {
    this.#read = read;
  }

  /** These are different now: editors that show them ask again. */
  changed(uris: readonly vscode.Uri[]): void {
    this.#kept.clear();
    this.#mtime += 1;
    this.#changes.fire(uris.map((uri) => ({ type: vscode.FileChangeType.Changed, uri })));
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { byteLength: size } = await this.readFile(uri);
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime: this.#mtime,
      size,
      permissions: vscode.FilePermission.Readonly,
    };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const key = uri.toString();
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const asked = this.#mtime;
    const bytes = await this.#read(uri);
    if (asked === this.#mtime && bytes.byteLength <= rememberedBytes) this.#keep(key, bytes);
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
    this.#changes.dispose();
    this.#kept.clear();
  }

  #keep(key: string, bytes: Uint8Array): void {
    this.#kept.set(key, bytes);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > remembered && oldest !== undefined) this.#kept.delete(oldest);
  }
}
