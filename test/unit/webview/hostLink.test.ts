import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HostLink } from "../../../webview/base/hostLink.ts";

const posted: unknown[] = [];
let page: EventTarget;

beforeEach(() => {
  posted.length = 0;
  page = new EventTarget();
  vi.stubGlobal("window", page);
  vi.stubGlobal("acquireVsCodeApi", () => ({ postMessage: (message: unknown) => posted.push(message) }));
});
afterEach(() => vi.unstubAllGlobals());

const arrives = (data: unknown) => page.dispatchEvent(Object.assign(new Event("message"), { data }));

describe("the page's link to the extension", () => {
  it("says at once when a snapshot cannot be understood, instead of showing an older one in silence", () => {
    const told: unknown[] = [];
    let dropped = 0;
    const link = new HostLink(
      (message) => told.push(message),
      () => (dropped += 1),
    );
    arrives({ type: "snapshot", snapshot: { files: "none" } });
    arrives({ type: "something else" });
    arrives("noise");
    arrives(null);
    expect({ told, dropped, ignored: link.ignored }).toEqual({ told: [], dropped: 1, ignored: 4 });
    arrives({ type: "hello", strings: {}, locale: "en" });
    expect(told).toHaveLength(1);
  });

  it("ends a question whose answer cannot be understood", async () => {
    const link = new HostLink(
      () => undefined,
      () => undefined,
    );
    const asked = link.ask({ type: "load", path: "a.ts", whole: false }, 60);
    arrives({ type: "file", id: 7, file: {} });
    arrives({ type: "file", id: 1, file: { kind: "text", path: "a.ts", oldText: 5 } });
    await expect(asked).rejects.toMatchObject({ message: "The answer of the extension could not be shown." });
  });
});
