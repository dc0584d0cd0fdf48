import { Lexer, type Token, type Tokens } from "marked";

/** What is drawn for a Markdown text: a fixed list of harmless things. Addresses are text; nothing loads, nothing can be followed. */
export type Plan =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "codeBlock"; readonly text: string; readonly language: string }
  | { readonly kind: "break" | "rule" }
  | { readonly kind: "heading"; readonly level: number; readonly children: readonly Plan[] }
  | { readonly kind: "paragraph" | "quote" | "strong" | "emphasis" | "deleted"; readonly children: readonly Plan[] }
  /** The words of a link and the address it names, both shown. */
  | { readonly kind: "link" | "image"; readonly children: readonly Plan[]; readonly address: string }
  | { readonly kind: "list"; readonly ordered: boolean; readonly start: number; readonly items: readonly Item[] }
  | { readonly kind: "table"; readonly head: readonly Cell[]; readonly body: readonly (readonly Cell[])[] };

type Cell = readonly Plan[];
interface Item {
  /** A task's box; `null`: not a task. */
  readonly checked: boolean | null;
  readonly children: readonly Plan[];
}

/** Characters; longer texts, and texts nested deeper, are shown as they stand. */
export const longestMarkdown = 100_000;
const maxDepth = 20;
/** Things that are drawn of one text; one that has more is shown as it stands. */
const mostPlans = 5000;

/** Reads Markdown (GitHub's kind). HTML in it is shown as text, what cannot be read is shown as it stands; it never throws. */
export function markdownPlan(markdown: string): readonly Plan[] {
  const asItStands: readonly Plan[] = [{ kind: "paragraph", children: [{ kind: "text", text: markdown }] }];
  if (markdown.trim() === "") return [];
  if (markdown.length > longestMarkdown) return asItStands;
  try {
    const read = plans(new Lexer({ gfm: true, breaks: false }).lex(markdown), 0);
    return sizeOf(read) > mostPlans ? asItStands : read;
  } catch {
    return asItStands;
  }
}

function plans(tokens: readonly Token[] | undefined, depth: number): readonly Plan[] {
  return (tokens ?? []).flatMap((token) => plan(token, depth));
}

function sizeOf(read: readonly Plan[]): number {
  return read.reduce((sum, one) => sum + 1 + partsOf(one).reduce((inner, part) => inner + sizeOf(part), 0), 0);
}

function partsOf(one: Plan): readonly (readonly Plan[])[] {
  if ("children" in one) return [one.children];
  if (one.kind === "list") return one.items.map(({ children }) => children);
  return one.kind === "table" ? [one.head, ...one.body].flat() : [];
}

function plan(token: Token, depth: number): readonly Plan[] {
  if (depth > maxDepth) return [{ kind: "text", text: token.raw }];
  const children = (): readonly Plan[] => plans((token as Tokens.Generic).tokens, depth + 1);
  switch (token.type) {
    case "space":
    case "def":
      return token.type === "def" ? [{ kind: "paragraph", children: [{ kind: "text", text: token.raw.trim() }] }] : [];
    case "heading":
      return [{ kind: "heading", level: (token as Tokens.Heading).depth, children: children() }];
    case "paragraph":
      return [{ kind: "paragraph", children: children() }];
    case "blockquote":
      return [{ kind: "quote", children: children() }];
    case "strong":
      return [{ kind: "strong", children: children() }];
    case "em":
      return [{ kind: "emphasis", children: children() }];
    case "del":
      return [{ kind: "deleted", children: children() }];
    case "link":
      return [{ kind: "link", children: children(), address: address(token as Tokens.Link) }];
    case "image":
      return [
        { kind: "image", children: [words((token as Tokens.Image).text)], address: address(token as Tokens.Image) },
      ];
    case "code":
      return [{ kind: "codeBlock", text: (token as Tokens.Code).text, language: (token as Tokens.Code).lang ?? "" }];
    case "codespan":
      return [{ kind: "code", text: (token as Tokens.Codespan).text }];
    case "br":
      return [{ kind: "break" }];
    case "hr":
      return [{ kind: "rule" }];
    case "list":
      return [list(token as Tokens.List, depth)];
    case "table":
      return [table(token as Tokens.Table, depth)];
    case "checkbox":
      return [];
    case "text":
    case "escape": {
      const nested = (token as Tokens.Text).tokens;
      return nested === undefined ? [words((token as Tokens.Text).text)] : plans(nested, depth + 1);
    }
    case "html":
      // A block keeps its own lines; inside a paragraph it is words like any other.
      return (token as Tokens.HTML).block
        ? [{ kind: "codeBlock", text: token.raw.trimEnd(), language: "" }]
        : [{ kind: "text", text: token.raw }];
    default:
      return [{ kind: "text", text: token.raw }];
  }
}

/** An address with its title, which would otherwise be seen by nobody. */
function address({ href, title }: Tokens.Link | Tokens.Image): string {
  return title === null || title === undefined || title === "" ? href : `${href} "${title}"`;
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
  nbsp: "\u00A0",
};

/** The few entities people write; all others stay as they are written. */
function words(text: string): Plan {
  return {
    kind: "text",
    text: text.replace(/&(amp|lt|gt|quot|#39|nbsp);/gu, (all, name: string) => entities[name] ?? all),
  };
}

function list(token: Tokens.List, depth: number): Plan {
  return {
    kind: "list",
    ordered: token.ordered,
    start: typeof token.start === "number" ? token.start : 1,
    items: token.items.map((item) => ({
      checked: item.task ? item.checked === true : null,
      children: plans(item.tokens, depth + 1),
    })),
  };
}

function table(token: Tokens.Table, depth: number): Plan {
  const cell = ({ tokens }: Tokens.TableCell): Cell => plans(tokens, depth + 1);
  return { kind: "table", head: token.header.map(cell), body: token.rows.map((row) => row.map(cell)) };
}
