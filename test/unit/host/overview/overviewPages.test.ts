import { describe, expect, it } from "vitest";
import { OverviewPages } from "../../../../src/host/overview/overviewPages.ts";
import { workspace, session } from "../plainSessions.ts";

describe("open overviews", () => {
  const drawn = session("a");
  const gone = session("gone");

  function scene(): {
    pages: OverviewPages;
    concerned: (sessions: readonly string[], at?: string) => readonly string[];
    repo: ReturnType<typeof workspace>;
  } {
    const repo = workspace({ sessions: [drawn, session("b", "active")] });
    const pages = new OverviewPages();
    pages.draw("page:a", { workspace: "repo", session: drawn.id, drawn });
    pages.draw("page:gone", { workspace: "repo", session: gone.id, drawn: undefined });
    pages.draw("page:elsewhere", { workspace: "other", session: drawn.id, drawn: undefined });
    const concerned = (sessions: readonly string[], at?: string): readonly string[] =>
      pages.concerned({ workspace: at, sessions }, (key) => (key === "repo" ? repo.snapshot() : undefined));
    return { pages, concerned, repo };
  }

  it("are left alone by changes of other sessions and other workspaces", () => {
    const { concerned } = scene();
    expect(concerned(["WFS-b"], "repo")).toEqual([]);
    expect(concerned(["WFS-a"], "third")).toEqual([]);
  });

  it("are drawn again when their files changed", () => {
    expect(scene().concerned(["WFS-a"], "repo")).toEqual(["page:a"]);
  });

  it("are drawn again when the marker made their session another, and when it comes back", () => {
    const { concerned, repo, pages } = scene();
    repo.parts = { sessions: [{ ...drawn, state: "active", active: true }, gone] };
    expect(concerned([], "repo")).toEqual(["page:a", "page:gone"]);
    repo.parts = { sessions: [] };
    expect(concerned([])).toEqual(["page:a"]);
    pages.close("page:a");
    expect(concerned([])).toEqual([]);
  });
});
