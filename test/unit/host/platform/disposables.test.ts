import { describe, expect, it, vi } from "vitest";
import { Disposables } from "../../../../src/host/platform/disposables.ts";

const named = (name: string, disposed: string[]): { dispose: () => void } => ({ dispose: () => disposed.push(name) });

describe("Disposables", () => {
  it("disposes what it owns once, the newest first", () => {
    const disposed: string[] = [];
    const owned = new Disposables(vi.fn());
    owned.own(named("first", disposed));
    owned.own(named("second", disposed));
    owned.dispose();
    owned.dispose();
    expect(disposed).toEqual(["second", "first"]);
  });

  it("disposes at once what it is given after it was disposed", () => {
    const disposed: string[] = [];
    const owned = new Disposables(vi.fn());
    owned.dispose();
    const late = named("late", disposed);
    expect(owned.own(late)).toBe(late);
    expect(disposed).toEqual(["late"]);
    owned.dispose();
    expect(disposed).toEqual(["late"]);
  });

  it("disposes at once what comes while it is being disposed", () => {
    const disposed: string[] = [];
    const owned = new Disposables(vi.fn());
    owned.own({ dispose: () => owned.own(named("inside", disposed)) });
    owned.dispose();
    expect(disposed).toEqual(["inside"]);
  });

  it("reports what cannot be disposed, and goes on", () => {
    const disposed: string[] = [];
    const report = vi.fn();
    const owned = new Disposables(report);
    const failure = new Error("no");
    const failing = {
      dispose: (): void => {
        throw failure;
      },
    };
    owned.own(named("first", disposed));
    owned.own(failing);
    owned.dispose();
    expect(disposed).toEqual(["first"]);
    owned.own(failing);
    expect(report.mock.calls).toEqual([[failure], [failure]]);
  });
});
