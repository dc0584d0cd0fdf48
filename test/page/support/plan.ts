import type { DocumentContent, DocumentRow, Plan, PlanPartRow } from "../../../src/messages/plan.ts";

export function documentRow(id: number, name: string, more: Partial<DocumentRow> = {}): DocumentRow {
  return { id, name, file: name, phase: null, size: 4200, version: "1", ...more };
}

export function planPart(more: Partial<PlanPartRow> = {}): PlanPartRow {
  return {
    session: "WFS-user-profile-a",
    isBaseline: false,
    documents: [],
    documentsLeft: 0,
    tasks: [],
    tasksLeft: 0,
    ...more,
  };
}

export function textDocument(
  text: string,
  more: { readonly size?: number; readonly isCut?: boolean } = {},
): DocumentContent {
  return { kind: "text", text, size: text.length, isCut: false, ...more };
}

const planned = `# Time limits for the directory

The login waits for ever when the directory is down. **Every** call gets a limit.

## Steps

1. [x] \`check()\` takes a \`timeout\`
2. [x] the login passes 5 seconds
3. [ ] a test with a slow directory

| call | limit |
| --- | --- |
| \`check\` | 5 s |
| \`forget\` | none, it does not wait |

> Not part of this: retries. See [the incident](https://intranet.example/incidents/214).

\`\`\`python
def check(password, timeout=None):
    return Directory(timeout=timeout).check(password)
\`\`\`
`;

/** What a fork and its baseline have in the middle of some work. */
export const plan: Plan = {
  parts: [
    planPart({
      documents: [
        documentRow(0, "review_notes", { file: "REVIEW.md", phase: "IMPLEMENT" }),
        documentRow(1, "plan_document", { file: "IMPL_PLAN.md", phase: "PLAN" }),
        documentRow(2, "api", { file: "docs/api/auth.openapi.json", phase: "PLAN", size: 1_245_184 }),
        documentRow(3, ".summaries/IMPL-1-summary.md"),
        documentRow(4, "TODO_LIST.md"),
        documentRow(5, "trace.bin"),
        documentRow(6, "old-notes.md", { size: null, version: "" }),
      ],
      tasks: [
        { name: "IMPL-1", title: "Give check() a time limit", state: "completed", isDone: true },
        { name: "IMPL-2", title: "Pass it from the login", state: "in_progress", isDone: false },
        { name: "IMPL-3", title: "Prove it with a slow directory", state: "pending", isDone: false },
      ],
    }),
  ],
};

/** A fork in which no phase was left yet. */
export const baselinePlan: Plan = {
  parts: [
    planPart({ documents: [documentRow(4, "TODO_LIST.md")] }),
    planPart({
      session: "WFS-user-profile",
      isBaseline: true,
      documents: [documentRow(1, "plan_document", { file: "IMPL_PLAN.md", phase: "PLAN" })],
      tasks: [{ name: "IMPL-1", title: "Give check() a time limit", state: "completed", isDone: true }],
    }),
  ],
};

export const documents: Readonly<Record<number, DocumentContent>> = {
  0: textDocument("The limit is passed on; the test waits for **2 seconds** of its own.\n"),
  1: textDocument(planned, { size: 4200 }),
  2: textDocument(
    `{\n${Array.from({ length: 3000 }, (_, at) => `  "path-${at}": { "timeout": ${at} },`).join("\n")}\n`,
    { size: 1_245_184, isCut: true },
  ),
  3: textDocument("- done\n"),
  4: textDocument("- [x] **IMPL-1**: Give check() a time limit\n- [ ] **IMPL-2**: Pass it from the login\n"),
  5: { kind: "binary", size: 1_245_184 },
};
