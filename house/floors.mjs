// The house from the ground up. A file may import what stands in its own folder and on lower floors; folders of one floor do not know each
// other. So no import runs upwards, no two folders import each other, and there is no circle. `house/lint.mjs` makes `npm run check` say so, for
// types too, and a test keeps every folder of src/ and webview/ on this plan with at most twenty files in it.
//
// A new folder gets the lowest floor above all that it imports. Rooms to come have their place marked.

/** @type {readonly (readonly string[])[]} */
export const floors = [
  // ---- The core: the ground, which knows neither git nor sessions
  ["src/core/base"],
  ["src/core/files"],
  // git, asked with types: what stands in its directory is read as files, the rest by running it
  ["src/core/git/directory", "src/core/git/repository"],
  ["src/core/git/config", "src/core/git/refs"],
  ["src/core/git/objects"],
  ["src/core/git/merge", "src/core/git/index"],
  // Sessions: records, markers, phases; they work without git
  ["src/core/sessions/model"],
  ["src/core/sessions/markers", "src/core/sessions/record"],
  ["src/core/sessions/index", "src/core/sessions/problems"],
  ["src/core/sessions"], // to come on floors like these: src/core/protocol, src/core/memory
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
  ["src/core/forks/removal", "src/core/forks/sweep"],
  ["src/core/forks"],
  // What needs several of them
  ["src/core/annotations", "src/core/recovery"], // to come: src/core/sources, src/core/stores
  // What every granted thing rests on, whatever its kind
  ["src/core/gate"],
  ["src/core/audit"], // to come: src/core/permits, the gate's second user
  // Proposals: requests, what each kind of them shows and does, and who decides
  ["src/core/review/requests", "src/core/review/proposal", "src/core/review/vault"],
  ["src/core/review/kinds/common"],
  ["src/core/review/kinds/merge", "src/core/review/kinds/commit", "src/core/review/kinds/teardown"],
  ["src/core/review/kinds"],
  ["src/core/review"], // to come: src/core/runs

  // ---- Around the core: its ports on this machine, and what is put together of them
  ["src/adapters"],
  ["src/adapters/open"],

  // ---- The doors. `wfs`:
  ["src/cli/base"],
  ["src/cli/text", "src/cli/input"],
  ["src/cli/commands"],
  ["src/cli"], // to come: src/wire below the doors, src/mcp beside src/cli
  // The review page, which knows of all this only what it is told:
  ["src/messages"],
  ["webview/model"],
  ["webview/base"],
  ["webview/parts"],
  ["webview"],
  // VS Code: words and rows as plain data, then what asks and runs, then the features, which do not know each other
  ["src/host/manifest", "src/host/wording"],
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
    "src/host/comments",
    "src/host/statusBar",
    "src/host/reviews/requests",
    "src/host/reviews/list",
    "src/host/reviews/snapshot",
    "src/host/reviews/audit",
  ],
  ["src/host/reviews/gate"],
  ["src/host/reviews/panel"],
  ["src/host/reviews/commands"],
  ["src/host/reviews"],
  ["src/host"],
  ["src"],
];
