import { describe, expect, it } from "vitest";
import { handedOver, listedArtifacts } from "../../../src/core/context/handedOver.ts";

const at = { root: "/work", session: "/work/.workflow/active/WFS-a" };
const left = (phase_completed: string | null, artifacts: Readonly<Record<string, string>>) => ({
  phase_completed,
  next_phase: "REVIEW",
  completed_at: "2026-03-01T10:00:00Z",
  artifacts,
});

describe("what a phase handed over", () => {
  it("is named with the files, wherever they are now", () => {
    expect(handedOver(at, [left("PLAN", { plan: "IMPL_PLAN.md", api: "../../../docs/api.md" })])).toEqual({
      from: "PLAN",
      to: "REVIEW",
      at: "2026-03-01T10:00:00Z",
      artifacts: [
        { name: "plan", path: "/work/.workflow/active/WFS-a/IMPL_PLAN.md", phase: "PLAN" },
        { name: "api", path: "/work/docs/api.md", phase: "PLAN" },
      ],
    });
    expect(handedOver(at, [])).toBeUndefined();
  });

  it("is what that phase handed over before too, where somebody went back to it", () => {
    const went = [
      left("PLAN", { plan: "IMPL_PLAN.md" }),
      left("IMPLEMENT", { log: "l.md" }),
      left("PLAN", { api: "api.md" }),
    ];
    expect(handedOver(at, went)?.artifacts.map(({ name }) => name)).toEqual(["api", "plan"]);
    expect(handedOver(at, [...went, left("PLAN", { plan: "new.md" })])?.artifacts.map(({ path }) => path)).toEqual([
      `${at.session}/new.md`,
      `${at.session}/api.md`,
    ]);
  });

  it("leads nowhere else, whatever somebody wrote there", () => {
    const artifacts = {
      a: "x/../../../../etc/passwd",
      b: "/etc/passwd",
      c: "C:\\x",
      d: "..\\..\\x",
      e: "../../a/../../b",
    };
    expect(handedOver(at, [left(null, artifacts)])?.artifacts).toEqual([]);
  });

  it("comes before the session's other files, the newest phase first and each file once", () => {
    const transitions = [
      left("PLAN", { plan: "IMPL_PLAN.md" }),
      left("IMPLEMENT", { plan_2: "IMPL_PLAN.md", log: "l.md" }),
    ];
    expect(listedArtifacts(at, transitions, ["IMPL_PLAN.md", "notes.md"])).toEqual([
      { name: "plan_2", path: `${at.session}/IMPL_PLAN.md`, phase: "IMPLEMENT" },
      { name: "log", path: `${at.session}/l.md`, phase: "IMPLEMENT" },
      { name: "notes.md", path: `${at.session}/notes.md`, phase: null },
    ]);
  });
});
