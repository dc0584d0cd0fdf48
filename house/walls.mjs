// What the floors cannot say: what must not be imported although it stands below. Paths count from the project's top.

/**
 * @typedef {object} Wall
 * @property {RegExp} from files that stop here
 * @property {readonly string[]} [but] files of `from` that may pass
 * @property {RegExp} to what they must not import
 * @property {string} instead what is said
 */

/** The half of a kind that every door may load: what may be asked, and whether it still stands. */
const asked = String.raw`kinds\/(?:requestKinds|common\/(?:askedKind|facts|standing|requestFields|refNameSchema)|[^/]+\/(?:asked[^/]+|[^/]+Request))\.ts`;

const executes = new RegExp(
  String.raw`^src\/(?:core\/(?:review|permits)\/[^/]+|core\/review\/(?!${asked}$)(?:(?:checks|kinds|looking|vault)\/.+|requests\/decisionWriter\.ts)|core\/gate\/claims\.ts|core\/annotations\/drafts\/.+|core\/audit\/auditLog\.ts|core\/unreviewed\/.+|adapters\/open\/open(?:Drafts|Gate)\.ts|adapters\/(?:ed25519Signer|programs\/shellCommands)\.ts)$`,
  "u",
);

/** @type {readonly Wall[]} */
export const walls = [
  {
    from: /^src\/(?:cli|mcp|wire|messages|adapters)\//u,
    but: ["src/adapters/open/openDrafts.ts", "src/adapters/open/openGate.ts", "src/adapters/ed25519Signer.ts"],
    to: executes,
    instead:
      "No verb of wfs and no tool of an agent decides or executes anything: the gate is put together by the extension alone (openGate.ts). Ask and wait through Requests (core/review/requests/requests.ts).",
  },
  {
    from: new RegExp(String.raw`^src\/core\/review\/(?:${asked}|requests\/(?!decisionWriter\.ts).+)$`, "u"),
    to: executes,
    instead:
      "Every door loads what asks (requests/, and a kind's <kind>Request.ts and asked<Kind>.ts), so it knows nothing of what shows, decides or executes: that is the kind's other half.",
  },
  {
    from: /^src\/(?:cli|mcp|wire|adapters)\//u,
    to: /^src\/core\/redaction\/keptText\.ts$/u,
    instead:
      "A secret stays in a text on a person's word alone, which VS Code asks for: give the text as a string, and the core takes secrets out of it.",
  },
  {
    from: /^src\/(?:(?:host|cli|mcp)\/.*|extension\.ts)$/u,
    to: /^src\/adapters\/(?!open\/open(?:Workspace|Drafts|Gate)\.ts$)/u,
    instead:
      "A door puts nothing together: it gets everything from Workspace (openWorkspace.ts). Make what is missing a member of it.",
  },
  {
    from: /^src\/(?:cli|mcp)\//u,
    to: /^(?:src\/(?:host|messages)|webview)\//u,
    instead: "A door knows no other door: use the core, what src/adapters/open/ opens, and src/wire.",
  },
  {
    from: /^src\/cli\//u,
    to: /^src\/mcp\//u,
    instead: "A door knows no other door: what both say belongs in src/wire.",
  },
  {
    from: /^src\/mcp\//u,
    to: /^src\/cli\//u,
    instead: "A door knows no other door: what both say belongs in src/wire.",
  },
  {
    from: /^src\/(?:host\/.*|extension\.ts)$/u,
    to: /^(?:src\/(?:cli|mcp|wire)|webview)\//u,
    instead:
      "The host knows no other door: the page is reached with messages (src/messages), the core by the workspace.",
  },
  {
    from: /^src\/messages\//u,
    to: /^(?!src\/(?:messages|core\/base)\/)/u,
    instead: "Messages are loaded by the page: they know src/core/base only.",
  },
];
