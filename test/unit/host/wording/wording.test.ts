import { describe, expect, it } from "vitest";
import { say } from "../../../../src/core/base/text.ts";
import { artifactName } from "../../../../src/host/sessions/artifactName.ts";
import { suggestSlug } from "../../../../src/core/sessions/model/suggestSlug.ts";
import { statusText } from "../../../../src/host/statusBar/statusText.ts";
import { sessionRow } from "../../../../src/host/rows/sessionRow.ts";
import { sessionTooltip } from "../../../../src/host/rows/sessionTooltip.ts";
import { fullTime, shortAge, spokenAge } from "../../../../src/host/wording/ages.ts";
import { escapeMarkdown } from "../../../../src/host/wording/markdown.ts";
import { overviewPage } from "../../../../src/host/overview/overview.ts";
import { problemMessage } from "../../../../src/host/wording/problems.ts";
import { session } from "../plainSessions.ts";
import { plainWording } from "../plainWording.ts";

describe("ages", () => {
  it.each([
    ["2025-09-07T12:00:00Z", "now", "just now"],
    ["2025-09-07T13:00:00Z", "now", "just now"],
    ["2025-09-07T11:57:10Z", "2 min", "2 minutes ago"],
    ["2025-09-07T09:30:00Z", "2 hr", "2 hours ago"],
    ["2025-09-04T12:00:00Z", "3 days", "3 days ago"],
    ["2025-08-01T12:00:00+02:00", "1 mth", "1 month ago"],
    ["2023-08-01T12:00:00Z", "2 yrs", "2 years ago"],
    ["yesterday", "", ""],
  ])("of %s are “%s” in a row and “%s” aloud", (time, short, spoken) => {
    expect(shortAge(time, plainWording)).toBe(short);
    expect(spokenAge(time, plainWording)).toBe(spoken);
  });

  it("stand beside the full time, and other text stays as it is", () => {
    expect(fullTime("2025-09-07T11:57:00Z", plainWording)).toMatch(/2025.*\(3 minutes ago\)$/u);
    expect(fullTime("yesterday", plainWording)).toBe("yesterday");
  });
});

describe("something half done", () => {
  it("is told with when it began, as a person reads times", () => {
    const problem = { code: "half-changed", message: say`It was cut off.`, path: "/r" } as const;
    expect(problemMessage(problem, plainWording)).toBe("It was cut off.");
    const begun = "2025-09-07T11:57:00Z";
    expect(problemMessage({ ...problem, begun }, plainWording)).toMatch(
      /^It was cut off\. Begun: Sep 7, 2025, .*\(3 minutes ago\)\.$/u,
    );
  });
});

describe("foreign text in Markdown", () => {
  it.each([
    ["<img src=x onerror=alert(1)>", String.raw`\<img src\=x onerror\=alert\(1\)\>`],
    ["[a](command:x)", String.raw`\[a\]\(command\:x\)`],
    ["# head | cell", String.raw`\# head \| cell`],
    ["https://evil.example", String.raw`https\:\/\/evil\.example`],
    ["$(sync~spin)", String.raw`\$\(sync\~spin\)`],
    ["a\nb\u001B[31m\u202Ec", String.raw`a␊b␛\[31m⟨U\+202E⟩c`.replaceAll("\\+", "+")],
    ["    code", "&nbsp;   code"],
  ])("%j shows its characters and nothing else", (text, escaped) => {
    expect(escapeMarkdown(text).replaceAll("\\+", "+")).toBe(escaped);
  });
});

const hostile = session("evil", "active", {
  project: "](command:workbench.action.quit) <script>\u202E",
  progress: { completed_phases: ["PLAN"], current_tasks: ["**x**", "`y`"] },
  current_phase: "IMPLEMENT",
  tags: ["<b>"],
});

describe("a session in words", () => {
  it("is a tooltip with the whole record, nothing of it active", () => {
    const text = sessionTooltip(hostile, plainWording);
    expect(text).toContain("✓ PLAN → ● **IMPLEMENT** → ○ REVIEW");
    expect(text).toContain(String.raw`\]\(command\:workbench\.action\.quit\) \<script\>⟨U`);
    expect(text).toContain(String.raw`- \*\*x\*\*`);
    expect(text).toContain(String.raw`Tags: \<b\>`);
    expect(text).not.toMatch(/(?<!\\)<|\u202E/u);
  });

  it("is a page with phases, tasks, artifacts and the record", () => {
    const page = overviewPage(
      {
        session: hostile,
        transitions: [
          {
            phase_completed: "PLAN",
            next_phase: "IMPLEMENT",
            completed_at: "2025-09-07T10:00:00Z",
            artifacts: { plan: "a](x).md" },
          },
        ],
        artifacts: ["a](x).md"],
        linkTo: () => "/.workflow/a%5D(x).md",
      },
      plainWording,
    );
    expect(page).toContain("# WFS\\-evil\n\n**Active** · IMPLEMENT");
    expect(page).toContain(String.raw`- [a\]\(x\)\.md](</.workflow/a%5D(x).md>)`);
    expect(page).toMatch(/^✓ PLAN · .*2 hours ago/mu);
    expect(page).toContain("● **IMPLEMENT** · now\\\n○ REVIEW");
    expect(page).not.toContain("<script>");
  });

  it("says state and phase to a screen reader, whatever the state", () => {
    const spoken = (["active", "paused", "completed", "archived"] as const).map(
      (state) => sessionRow("p", session("a", state), plainWording, () => Promise.resolve([]), "").spoken,
    );
    expect(spoken).toEqual([
      "WFS-a, active, phase PLAN, updated 3 minutes ago",
      "WFS-a, paused, phase PLAN, updated 3 minutes ago",
      "WFS-a, completed, phase PLAN, updated 3 minutes ago",
      "WFS-a, archived, phase PLAN, updated 3 minutes ago",
    ]);
  });
});

describe("the status bar", () => {
  it("names the session and its phase, keeps the name during a switch, and says when there is none", () => {
    const calm = { busy: false, own: false, waits: false };
    expect(statusText(hostile, calm, plainWording)).toEqual({
      text: "$(circle-filled) WFS-evil · IMPLEMENT",
      spoken: "Session WFS-evil, active, phase IMPLEMENT; choose another",
    });
    expect(statusText(hostile, { ...calm, busy: true }, plainWording).text).toBe(
      "$(loading~spin) WFS-evil · IMPLEMENT",
    );
    expect(statusText(hostile, { ...calm, own: true }, plainWording).text).toBe("$(repo-forked) WFS-evil · IMPLEMENT");
    expect(statusText(undefined, calm, plainWording).text).toBe("$(circle-outline) No session");
  });
});

describe("suggested names", () => {
  it.each([
    ["Let users edit their profile", [], "let-users-edit-their-profile"],
    ["  Größe & Maße ändern!  ", [], "gro-e-ma-e-andern"],
    ["Profile", ["WFS-profile", "WFS-PROFILE-2"], "profile-3"],
    ["a".repeat(80), [], "a".repeat(40)],
    ["one two three four five six seven eight nine ten", [], "one-two-three-four-five-six-seven-eight"],
    ["数据", [], ""],
  ])("for “%s” beside %j: “%s”", (project, taken, slug) => {
    expect(suggestSlug(project, taken)).toBe(slug);
  });

  it.each([
    ["docs/IMPL_PLAN.md", "impl_plan"],
    ["a b.tar.gz", "a_b_tar"],
    ["….md", "artifact"],
  ])("artifact %s: %s", (path, name) => {
    expect(artifactName(path)).toBe(name);
  });
});
