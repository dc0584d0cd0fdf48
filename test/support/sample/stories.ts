import type { CheckpointTrigger } from "../../../src/core/checkpoints/model/checkpoint.ts";
import type { Author } from "../../../src/core/annotations/annotation.ts";
import type { Phase, SessionType } from "../../../src/core/sessions/model/session.ts";

/** When something happened: days before today and the time of that day in UTC. */
export type When = readonly [daysAgo: number, time: `${number}:${number}`];

/** One thing that people or agents did with a session. */
export type Deed =
  | { readonly when: When; readonly does: "create" | "pause" | "resume" | "complete" | "archive" }
  | { readonly when: When; readonly does: "add task" | "finish task"; readonly task: string }
  | { readonly when: When; readonly does: "save"; readonly message: string }
  /** Copies `artifacts/<id>/<file>` into the session's directory. */
  | { readonly when: When; readonly does: "write"; readonly file: string }
  | {
      readonly when: When;
      readonly does: "enter phase";
      readonly phase: Phase;
      readonly artifacts?: Readonly<Record<string, string>>;
    }
  /** Changes the working tree of the main checkout by a patch of `edits/`. */
  | { readonly when: When; readonly does: "edit"; readonly patch: string }
  /** Commits mail of `edits/`: in the fork's worktree for a fork, else on main. */
  | { readonly when: When; readonly does: "commit"; readonly mail: string }
  | {
      readonly when: When;
      readonly does: "checkpoint";
      readonly message?: string;
      readonly trigger?: CheckpointTrigger;
      readonly pin?: true;
    }
  | { readonly when: When; readonly does: "restore"; readonly checkpoint: number }
  | { readonly when: When; readonly does: "undo" }
  /** Instead of `create`: starts from a checkpoint of another story's session, with a worktree. */
  | { readonly when: When; readonly does: "fork"; readonly of: string; readonly checkpoint: number }
  /** The fork stays, its worktree goes. */
  | { readonly when: When; readonly does: "close worktree" }
  /** Leaves a file in the fork's worktree that nobody has committed. */
  | { readonly when: When; readonly does: "leave"; readonly file: string; readonly text: string }
  /** Somebody writes on the session, or on a line of a file of the fork's branch, named by what stands in it; `replies` follow at once. */
  | {
      readonly when: When;
      readonly does: "annotate";
      readonly on?: { readonly file: string; readonly line: string };
      readonly body: string;
      readonly labels?: readonly string[];
      readonly by: Author;
      readonly replies?: readonly { readonly by: Author; readonly body: string }[];
    }
  /** Asks a person: to merge the fork into main, to remove it, to commit the session's work. */
  | {
      readonly when: When;
      readonly does: "ask to merge" | "ask to remove" | "ask to commit";
      readonly by: string;
      readonly summary: string;
    }
  /** Another tool adds fields Workflow Sessions does not know, in its own spelling. */
  | { readonly when: When; readonly does: "foreign fields"; readonly json: string };

export interface Story {
  /** With `WFS-`: also the directory under `artifacts/`. */
  readonly id: string;
  readonly project: string;
  readonly type: SessionType;
  readonly tags?: readonly string[];
  readonly deeds: readonly Deed[];
}

const green: Author = { kind: "agent", name: "Agent Green" };
const ines: Author = { kind: "person", name: "Inês Carvalho" };

const longId =
  "WFS-investigate-why-the-nightly-occupancy-report-counts-the-first-morning-sailing-twice-after-the-clocks-change";

/** A month of work on the ferry bookings. Add a story here and its artifacts beside, and the sample has one more session. */
export const stories: readonly Story[] = [
  {
    id: "WFS-ci-speedup",
    project: "CI answers in two minutes instead of nine",
    type: "simple",
    deeds: [
      { when: [33, "08:10"], does: "create" },
      { when: [33, "08:40"], does: "enter phase", phase: "IMPLEMENT" },
      { when: [32, "15:20"], does: "enter phase", phase: "REVIEW" },
      { when: [32, "16:05"], does: "archive" },
    ],
  },
  {
    id: "WFS-node-22-upgrade",
    project: "Run TypeScript on Node 22 without a build step",
    type: "medium",
    tags: ["platform"],
    deeds: [
      { when: [31, "09:00"], does: "create" },
      { when: [30, "10:30"], does: "enter phase", phase: "IMPLEMENT" },
      { when: [30, "10:31"], does: "add task", task: "impl-1: union instead of enum" },
      { when: [29, "14:00"], does: "finish task", task: "impl-1: union instead of enum" },
      { when: [29, "16:45"], does: "write", file: "SUMMARY.md" },
      { when: [29, "16:50"], does: "enter phase", phase: "REVIEW", artifacts: { summary: "SUMMARY.md" } },
      { when: [28, "09:30"], does: "archive" },
    ],
  },
  {
    id: "WFS-flaky-store-test",
    project: "“a booking survives a restart” fails once in forty runs",
    type: "simple",
    deeds: [
      { when: [24, "07:55"], does: "create" },
      { when: [24, "08:20"], does: "enter phase", phase: "IMPLEMENT" },
      { when: [24, "11:10"], does: "write", file: "findings.md" },
      { when: [24, "11:12"], does: "enter phase", phase: "REVIEW", artifacts: { findings: "findings.md" } },
      { when: [24, "13:40"], does: "complete" },
    ],
  },
  {
    id: "WFS-API_v2.1-deprecation",
    project: "Retire API v2.1: the kiosks are its last callers",
    type: "complex",
    tags: ["api", "kiosk"],
    deeds: [
      { when: [22, "09:15"], does: "create" },
      { when: [22, "11:00"], does: "write", file: "IMPL_PLAN.md" },
      { when: [21, "08:30"], does: "enter phase", phase: "IMPLEMENT", artifacts: { plan_document: "IMPL_PLAN.md" } },
      { when: [21, "08:31"], does: "add task", task: "impl-1: deprecation header" },
      { when: [17, "15:00"], does: "finish task", task: "impl-1: deprecation header" },
      { when: [9, "09:58"], does: "resume" },
      { when: [9, "10:00"], does: "write", file: "deprecation-log.md" },
      { when: [9, "10:05"], does: "enter phase", phase: "REVIEW", artifacts: { callers: "deprecation-log.md" } },
      { when: [9, "10:06"], does: "save", message: "Silent but for one kiosk; look again in two weeks" },
      { when: [9, "10:10"], does: "pause" },
    ],
  },
  {
    id: "WFS-refund-rounding",
    project: "The bank refuses refunds with half a cent",
    type: "simple",
    tags: ["bug", "money"],
    deeds: [
      { when: [12, "08:00"], does: "create" },
      { when: [12, "08:25"], does: "enter phase", phase: "IMPLEMENT" },
      { when: [12, "09:50"], does: "write", file: "REVIEW.md" },
      { when: [12, "09:55"], does: "enter phase", phase: "REVIEW", artifacts: { review: "REVIEW.md" } },
      { when: [12, "10:20"], does: "complete" },
    ],
  },
  {
    id: "WFS-sailing-search",
    project: "Search offers only sailings that have room",
    type: "medium",
    deeds: [
      { when: [10, "02:30"], does: "create" },
      { when: [9, "03:10"], does: "enter phase", phase: "IMPLEMENT" },
      { when: [9, "03:11"], does: "add task", task: "impl-1: seats left" },
      { when: [8, "03:55"], does: "resume" },
      { when: [8, "04:00"], does: "finish task", task: "impl-1: seats left" },
      { when: [8, "04:10"], does: "write", file: "REVIEW.md" },
      { when: [8, "04:15"], does: "enter phase", phase: "REVIEW", artifacts: { review: "REVIEW.md" } },
      { when: [8, "06:00"], does: "complete" },
    ],
  },
  {
    id: "WFS-oauth-integration",
    project: "Sign in with a provider instead of a link in a mail",
    type: "complex",
    tags: ["auth"],
    deeds: [
      { when: [7, "13:00"], does: "create" },
      { when: [6, "15:30"], does: "write", file: "research.md" },
      { when: [6, "15:31"], does: "save", message: "Waiting for the port authority" },
      { when: [6, "15:35"], does: "pause" },
    ],
  },
  {
    id: longId,
    project: "Nightly report: the first sailing is counted twice after the clocks change",
    type: "medium",
    deeds: [
      { when: [5, "01:15"], does: "create" },
      { when: [5, "02:40"], does: "enter phase", phase: "IMPLEMENT" },
      { when: [5, "02:41"], does: "add task", task: "impl-1: window from calendar dates" },
      { when: [5, "04:00"], does: "write", file: "findings.md" },
      {
        when: [5, "04:01"],
        does: "foreign fields",
        json: '"agent": { "name": "night-shift", "run": 4120000000000000000001 },\n  "estimate_hours": 6.50',
      },
      { when: [5, "04:02"], does: "pause" },
    ],
  },
  {
    id: "WFS-group-discounts",
    project: "School classes get the group fare on the site",
    type: "medium",
    tags: ["pricing"],
    deeds: [
      { when: [4, "08:20"], does: "create" },
      { when: [4, "10:00"], does: "write", file: "IMPL_PLAN.md" },
      { when: [4, "10:05"], does: "enter phase", phase: "IMPLEMENT", artifacts: { plan_document: "IMPL_PLAN.md" } },
      { when: [4, "10:06"], does: "add task", task: "impl-1: 10 % from 15 people" },
      { when: [4, "10:07"], does: "add task", task: "impl-2: both prices in an offer" },
      { when: [3, "13:00"], does: "resume" },
      { when: [3, "16:30"], does: "save", message: "Before the signature of offers() changes" },
      { when: [3, "16:31"], does: "pause" },
    ],
  },
  {
    id: "WFS-receipts.ja",
    project: "領収書: receipts in Japanese for tour groups",
    type: "simple",
    deeds: [
      { when: [3, "00:30"], does: "create" },
      { when: [3, "05:45"], does: "pause" },
    ],
  },
  {
    id: "WFS-2fa",
    project: "A second factor for the office’s accounts",
    type: "complex",
    tags: ["auth"],
    deeds: [
      { when: [1, "14:00"], does: "create" },
      { when: [1, "14:20"], does: "pause" },
    ],
  },
  {
    id: "WFS-user-profile",
    project: "People edit their profile and see their bookings",
    type: "medium",
    tags: ["profile"],
    deeds: [
      { when: [2, "08:05"], does: "create" },
      { when: [2, "10:50"], does: "write", file: "IMPL_PLAN.md" },
      { when: [2, "11:00"], does: "enter phase", phase: "IMPLEMENT", artifacts: { plan_document: "IMPL_PLAN.md" } },
      { when: [2, "11:00"], does: "checkpoint", trigger: "phase", message: "PLAN done" },
      { when: [2, "11:01"], does: "add task", task: "impl-1: jsonFile.ts out of store.ts" },
      { when: [2, "13:15"], does: "write", file: "notes/api.md" },
      { when: [2, "14:30"], does: "edit", patch: "impl-1-json-file.patch" },
      { when: [2, "14:31"], does: "checkpoint", message: "jsonFile.ts is out, all tests pass", pin: true },
      { when: [1, "09:40"], does: "finish task", task: "impl-1: jsonFile.ts out of store.ts" },
      { when: [1, "09:41"], does: "add task", task: "impl-2: ProfileStore" },
      { when: [1, "09:42"], does: "add task", task: "impl-3: GET and PUT /profile" },
      { when: [1, "11:50"], does: "edit", patch: "impl-2-profile-store.patch" },
      { when: [1, "11:55"], does: "checkpoint", message: "Store works, routes do not: two proposals start here" },
      { when: [1, "13:00"], does: "commit", mail: "later-on-main.mbox" },
      { when: [1, "13:30"], does: "save", message: "Store works, routes do not" },
      { when: [1, "15:10"], does: "resume" },
      { when: [1, "15:20"], does: "restore", checkpoint: 2 },
      { when: [1, "15:24"], does: "undo" },
    ],
  },
  {
    id: "WFS-profile-put",
    project: "Proposal: PUT /profile replaces the whole profile",
    type: "medium",
    deeds: [
      { when: [1, "12:10"], does: "fork", of: "WFS-user-profile", checkpoint: 3 },
      { when: [1, "12:20"], does: "commit", mail: "profile-put.mbox" },
      { when: [1, "12:40"], does: "write", file: "runs/impl-3/checks.json" },
      { when: [1, "12:50"], does: "leave", file: "test/profileRoutes.test.ts", text: 'import "../src/server.ts";\n' },
      {
        when: [1, "20:05"],
        does: "ask to remove",
        by: "Agent Blue",
        summary: "PATCH does the same with less. Nothing of this proposal is needed any more.",
      },
    ],
  },
  {
    id: "WFS-profile-patch",
    project: "Proposal: PATCH /profile changes single fields",
    type: "medium",
    deeds: [
      { when: [1, "12:12"], does: "fork", of: "WFS-user-profile", checkpoint: 3 },
      { when: [1, "12:45"], does: "commit", mail: "profile-patch.mbox" },
      { when: [1, "12:48"], does: "write", file: "runs/impl-3/checks.json" },
      { when: [1, "12:50"], does: "close worktree" },
      {
        when: [1, "13:05"],
        does: "annotate",
        on: { file: "src/changeProfile.ts", line: "const phone = sent.phone === undefined" },
        by: green,
        labels: ["needs-review"],
        body: "`null` takes the number away, `undefined` keeps it. The kiosks send `null` today.",
        replies: [{ by: ines, body: "Which kiosks? The ones on v2.1 send an **empty text**." }],
      },
      {
        when: [1, "13:20"],
        does: "annotate",
        by: ines,
        body: "Prefer this one over PUT, if the tests cover a number that is taken away.",
      },
      {
        when: [1, "20:10"],
        does: "ask to merge",
        by: "Agent Green",
        summary: [
          "Change single fields of a profile with PATCH /profile",
          "",
          "A form sends only what somebody changed, so two people who edit at once do not undo each other.",
          "",
          "- `src/changeProfile.ts` checks and stores the fields that were sent",
          '- `"phone": null` takes the number away',
          "- the route answers 401 without the link from the mail",
          "",
          "Checks: `node --test` passed, routes passed.",
        ].join("\n"),
      },
    ],
  },
];
