import type { RowTarget, TreeRow } from "./treeRow.ts";

/** What the tree view holds on to: the same object as long as the row's id is shown, with the newest row in it. */
export class TreeElement {
  readonly parent: TreeElement | undefined;
  row: TreeRow;
  /** The children given to the view last; undefined while it has not asked. */
  children: readonly TreeElement[] | undefined;

  constructor(row: TreeRow, parent: TreeElement | undefined) {
    this.row = row;
    this.parent = parent;
  }
}

function appearance({ label, description, spoken, icon, contextValue, command, below }: TreeRow): string {
  return JSON.stringify([label, description, spoken, icon, contextValue, command, below]);
}

function sameIds(elements: readonly TreeElement[], rows: readonly TreeRow[]): boolean {
  return elements.length === rows.length && elements.every(({ row }, position) => row.id === rows[position]?.id);
}

/** What has to be drawn again: everything, or only these elements. */
export type Redraw = "everything" | readonly TreeElement[];

/**
 * Remembers what a tree view was given and finds the narrowest elements that differ from the rows as they are now. Knows nothing of vscode.
 */
export class TreeMirror {
  readonly #rows: () => readonly TreeRow[];
  readonly #elements = new Map<string, TreeElement>();
  #roots: readonly TreeElement[] | undefined;

  constructor(rows: () => readonly TreeRow[]) {
    this.#rows = rows;
  }

  /** The elements below `parent` (the roots without one), for a view that asks. */
  async give(parent?: TreeElement): Promise<readonly TreeElement[]> {
    if (parent === undefined) {
      const roots = this.#adopt(this.#rows(), undefined, this.#roots);
      this.#roots = roots;
      return roots;
    }
    const rows = (await parent.row.children?.()) ?? [];
    parent.children = this.#adopt(rows, parent, parent.children);
    return parent.children;
  }

  find(id: string): TreeElement | undefined {
    return this.#elements.get(id);
  }

  /**
   * Compares with the rows as they are now. `touched` says which rows' content changed behind the same appearance
   * (a hover's text, rows that were read from disk).
   */
  async update(touched: (target: RowTarget) => boolean): Promise<Redraw> {
    if (this.#roots === undefined) return [];
    const rows = this.#rows();
    if (!sameIds(this.#roots, rows)) return "everything";
    const redraw: TreeElement[] = [];
    await this.#compare(this.#roots, rows, touched, redraw);
    return redraw;
  }

  async #compare(
    elements: readonly TreeElement[],
    rows: readonly TreeRow[],
    touched: (target: RowTarget) => boolean,
    redraw: TreeElement[],
  ): Promise<void> {
    for (const [position, element] of elements.entries()) {
      const row = rows[position];
      if (row === undefined) continue;
      const looked = appearance(element.row);
      element.row = row;
      if (appearance(row) !== looked || (row.target.session !== undefined && touched(row.target))) {
        redraw.push(element);
      } else if (row.target.session === undefined && element.children !== undefined) {
        const children = (await row.children?.()) ?? [];
        if (sameIds(element.children, children)) await this.#compare(element.children, children, touched, redraw);
        else redraw.push(element);
      }
    }
  }

  #adopt(
    rows: readonly TreeRow[],
    parent: TreeElement | undefined,
    former: readonly TreeElement[] = [],
  ): readonly TreeElement[] {
    const adopted = rows.map((row) => {
      const known = this.#elements.get(row.id);
      if (known !== undefined && known.parent === parent) {
        known.row = row;
        return known;
      }
      const element = new TreeElement(row, parent);
      this.#elements.set(row.id, element);
      return element;
    });
    const kept = new Set(adopted);
    for (const element of former) if (!kept.has(element)) this.#forget(element);
    return adopted;
  }

  #forget(element: TreeElement): void {
    if (this.#elements.get(element.row.id) === element) this.#elements.delete(element.row.id);
    for (const child of element.children ?? []) this.#forget(child);
  }
}
