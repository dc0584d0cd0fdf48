// The house from the ground up. A file may import what stands in its own folder and on lower floors; folders of one floor do not know each
// other. So no import runs upwards, no two folders import each other, and there is no circle. `house/lint.mjs` makes `npm run check` say so, for
// types too, and a test keeps every folder of src/ and webview/ on this plan with at most twenty files in it.
//
// A new folder gets the lowest floor above all that it imports. Rooms to come have their floor already (`planned`).

/** Rooms that are not built yet, and what they will hold. The first file in one of them takes it off this list. */
export const planned = {
  "src/core/permits": "actions of agents that are allowed one at a time: the second user of the gate",
  "src/core/permits/asks": "what doors may load of permits: asking, waiting, listing",
  "src/core/memory": "what outlives a run, by scope",
  "src/core/protocol": "the Agent Sessions Protocol: `_AGENTS/sessions`, claimed by one push",
  "src/core/sources": "where work comes from: branches, issues, files",
  "src/core/stores": "cache, locks, tags, retention and export",
  "src/host/protocol": "what a person does with tasks of the protocol",
  "src/host/permits": "what an agent may do once, asked and answered",
  "src/mcp": "the door for agents: the Model Context Protocol server",
};

/** @type {readonly (readonly string[])[]} */
export const floors = [
  // ---- The core: the ground, which knows neither git nor sessions
  ["src/core/base", "src/core/base/words"],
  ["src/core/files", "src/core/redaction"],
  // What has happened, as operations say it
  ["src/core/events/model"],
  // git, asked with types: what stands in its directory is read as files, the rest by running it
  ["src/core/git/directory", "src/core/git/repository", "src/core/watching"],
  // Events as files, written and followed
  ["src/core/events"],
  // and as spans
  ["src/core/events/trace"],
  ["src/core/git/config", "src/core/git/refs"],
  ["src/core/git/objects"],
  ["src/core/git/merge", "src/core/git/index", "src/core/git/remote"],
  // Sessions: records, markers, phases; they work without git
  ["src/core/sessions/model"],
  ["src/core/sessions/places"],
  ["src/core/sessions/markers", "src/core/sessions/record"],
  ["src/core/sessions/index", "src/core/sessions/problems", "src/core/sessions/scope"],
  ["src/core/sessions"],
  // Which working tree is whose
  ["src/core/worktrees"],
  // Checkpoints: of any working tree, restored and undone
  ["src/core/checkpoints/model"],
  ["src/core/checkpoints/tree", "src/core/checkpoints/retention"],
  ["src/core/checkpoints/rawContent"],
  ["src/core/checkpoints/restore"],
  ["src/core/checkpoints/branchUpdate"],
  ["src/core/checkpoints"],
  // Forks: branch and worktree of a proposal
  ["src/core/forks/model"],
  ["src/core/forks/worktree"],
  ["src/core/forks/lost"],
  ["src/core/forks/removal", "src/core/forks/sweep"],
  ["src/core/forks"],
  // Work that is already there and no session's
  ["src/core/found/model"],
  ["src/core/found"],
  // What needs several of them
  [
    "src/core/annotations",
    "src/core/recovery",
    "src/core/memory",
    "src/core/protocol",
    "src/core/sources",
    "src/core/stores",
  ],
  // Comments that suggest lines, and those that are not sent yet
  ["src/core/annotations/suggestions", "src/core/annotations/drafts"],
  // What every granted thing rests on, whatever its kind
  ["src/core/gate", "src/core/lanes"],
  ["src/core/audit"],
  ["src/core/permits/asks"],
  ["src/core/permits"],
  // Proposals: requests, what each kind of them shows and does, and who decides
  ["src/core/review/proposal", "src/core/review/vault"],
  // and what can be looked at although nobody asks
  ["src/core/review/kinds/common", "src/core/review/looking"],
  [
    "src/core/review/kinds/merge",
    "src/core/review/kinds/commit",
    "src/core/review/kinds/teardown",
    "src/core/review/kinds/publish",
  ],
  ["src/core/review/kinds"],
  ["src/core/review/requests", "src/core/review/checks"],
  // What is sent back to whoever asked, and what came of it
  ["src/core/review/delivery"],
  // What ends a session: its requests, forks, checkpoints and comments are looked at first
  ["src/core/deletion"],
  // Work that came to a branch without a request
  ["src/core/review", "src/core/unreviewed", "src/core/context"],
  ["src/core/runs/model"],
  // what a finished one leaves
  ["src/core/runs/finish"],
  ["src/core/runs"],

  // ---- Around the core: its ports on this machine, and what is put together of them
  ["src/adapters/files"],
  ["src/adapters"],
  ["src/adapters/programs"],
  ["src/adapters/open"],
  // What doors say with `--json`: schemas, and the mappers that make it without loading them
  ["src/wire/schemas/base"],
  ["src/wire/schemas"],
  ["src/wire"],

  // ---- The doors. `wfs`, and agents beside it:
  ["src/cli/base"],
  ["src/cli/text", "src/cli/input"],
  // how each kind of request is asked for and said
  ["src/cli/kinds"],
  ["src/cli/commands/run"],
  ["src/cli/commands"],
  ["src/cli", "src/mcp"],
  // The review page, which knows of all this only what it is told:
  ["src/messages"],
  ["webview/model"],
  ["webview/base"],
  // what is said beside lines, and what draws it
  ["webview/parts/diff", "webview/parts/talk"],
  ["webview/parts"],
  ["webview"],
  // VS Code: words and rows as plain data, then what asks and runs, then the features, which do not know each other; the parts of reviews/ stand on floors
  ["src/host/manifest", "src/host/wording"],
  ["src/host/wording/events"],
  ["src/host/settings", "src/host/rows"],
  ["src/host/platform", "src/host/reviews/kinds"],
  ["src/host/documents", "src/host/workspaces"],
  ["src/host/prompts", "src/host/sections"],
  ["src/host/operations", "src/host/views"],
  ["src/host/feature"],
  [
    "src/host/sessions",
    "src/host/repair",
    "src/host/overview",
    "src/host/terminals",
    "src/host/checkpoints",
    "src/host/forks",
    "src/host/found",
    "src/host/comments",
    "src/host/statusBar",
    "src/host/timeline",
    "src/host/protocol",
    "src/host/reviews/requests",
    "src/host/reviews/list",
    "src/host/reviews/snapshot",
    "src/host/reviews/audit",
  ],
  ["src/host/reviews/gate", "src/host/reviews/sendBack", "src/host/runs"],
  ["src/host/reviews/checks"],
  ["src/host/reviews/panel", "src/host/reviews/unreviewed", "src/host/permits"],
  ["src/host/reviews/commands", "src/host/reviews/looking"],
  ["src/host/reviews"],
  ["src/host"],
  ["src"],
];
