import { describe, expect, it } from "vitest";
import { DecisionWriter } from "../../../../src/core/review/requests/decisionWriter.ts";
import type { RequestId } from "../../../../src/core/sessions/model/requestId.ts";
import { parseSessionId, type SessionId } from "../../../../src/core/sessions/model/sessionId.ts";
import { failAt, killAt, Killed, type StepHook } from "../../../support/fakes/memoryFileSystem.ts";
import { fork, mergeFile, mergeId, mergeRequestOf } from "../../../support/requests.ts";
import { Reviewer } from "../../../support/reviewer.ts";
import { sessionLocation } from "../../../../src/core/sessions/places/sessionLocation.ts";
import { SessionScene } from "../../../support/scenes/sessionScene.ts";
import { english } from "../../../support/english.ts";

const reviewer = new Reviewer();
const base = `/work/.workflow/WFS-a/approvals/${mergeId}`;

function scene(): SessionScene {
  const made = new SessionScene();
  made.disk.directory("/work/.workflow/WFS-a");
  return made;
}

function filesOf(made: SessionScene, onStep?: StepHook): DecisionWriter {
  const { root, clock, random, logger } = made;
  return new DecisionWriter({
    root,
    clock,
    random,
    logger,
    cryptography: reviewer.cryptography,
    fs: made.fileSystem(onStep),
  });
}

/** Plans one request, whatever others there are. */
const only = (change?: Parameters<typeof mergeRequestOf>[0]) => async () => mergeRequestOf(change);

const readIn = async (made: SessionScene) => {
  const files = filesOf(made);
  return files.read(files.locate(sessionLocation("/work/.workflow", fork, ""), mergeId), await reviewer.keys.keys());
};

describe("what lies in request.json", () => {
  it.each<readonly [name: string, content: string | Uint8Array, said: string]>([
    ["empty", "", "empty"],
    ["cut off", JSON.stringify(mergeFile()).slice(0, 50), "not JSON"],
    ["NUL bytes", new Uint8Array(100), "NUL"],
    ["a list", "[]", "not an object"],
    ["too deep", `{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}`, "nested deeper"],
    ["10 MB", JSON.stringify(mergeFile({ summary: "x".repeat(10_000_000) })), "larger than 64 KiB"],
    [
      "an unknown kind",
      JSON.stringify(mergeFile({ kind: "deploy" })),
      "“deploy”, which is none of merge, commit, teardown",
    ],
    ["no kind", JSON.stringify(mergeFile({ kind: undefined })), "none of merge"],
    ["a kind of the prototype", '{"kind": "__proto__"}', "none of merge"],
    ["an unknown member", JSON.stringify(mergeFile({ auto_approve: true })), "mean nothing: “auto_approve”"],
    [
      "__proto__",
      JSON.stringify(mergeFile()).replace("{", '{"__proto__": {"approved": true}, '),
      "mean nothing: “__proto__”",
    ],
    [
      "a member twice, one of them spelled otherwise",
      JSON.stringify(mergeFile()).replace("{", String.raw`{"\u0069nto": "refs/heads/release", `),
      "“into” stands there twice",
    ],
    ["no summary", JSON.stringify(mergeFile({ summary: undefined })), "“summary” is missing"],
    ["a blank summary", JSON.stringify(mergeFile({ summary: " \n" })), "summary is empty"],
    ["another session's name", JSON.stringify(mergeFile({ session: "WFS-b" })), "another session, “WFS-b”"],
    [
      "another id",
      JSON.stringify(mergeFile({ id: "20260101T100000Z-merge-00000000" })),
      "another id than its directory",
    ],
    ["a short object id", JSON.stringify(mergeFile({ source_commit: "1a2b3c" })), "“source_commit” cannot be “1a2b3c”"],
    ["an option for a ref", JSON.stringify(mergeFile({ into: "--upload-pack=x" })), "“into” cannot be"],
    ["a tag to merge into", JSON.stringify(mergeFile({ into: "refs/tags/v1" })), "not a branch"],
    ["itself to merge into", JSON.stringify(mergeFile({ into: "refs/heads/session/WFS-a" })), "into itself"],
    ["no time", JSON.stringify(mergeFile({ created: "yesterday" })), "“created” cannot be “yesterday”"],
    ["a later version", JSON.stringify(mergeFile({ version: 2 })), "“version” cannot be “2”"],
    ["hidden characters", JSON.stringify(mergeFile({ kind: "merge\u202e" })), "⟨U+202E⟩"],
  ])("%s: invalid, says why, and is still listed", async (_name, content, said) => {
    const made = scene();
    made.disk.file(`${base}/request.json`, content);
    const contents = await readIn(made);
    expect(english(contents?.request)).toMatchObject({ ok: false, problem: expect.stringContaining(said) as string });
    expect((await filesOf(made).list()).map(({ id }) => id)).toEqual([mergeId]);
    if (contents?.request.ok === false) expect(String(contents.request.problem).length).toBeLessThan(400);
  });

  it("another digest when it is rewritten, be it by a space", async () => {
    const made = scene();
    made.disk.file(`${base}/request.json`, JSON.stringify(mergeFile()));
    const before = await readIn(made);
    expect(before?.request.ok).toBe(true);
    made.disk.file(`${base}/request.json`, `${JSON.stringify(mergeFile())} `);
    const after = await readIn(made);
    expect(after?.request).toEqual(before?.request);
    expect(after?.digest).not.toBe(before?.digest);
  });
});

describe("what is not a regular file in its place", () => {
  it.each<readonly [name: string, make: (made: SessionScene) => void, said: string]>([
    ["a link for request.json", (made) => made.disk.link(`${base}/request.json`, "/etc/passwd"), "symbolic link"],
    ["a directory for request.json", (made) => made.disk.directory(`${base}/request.json`), "is a directory"],
    ["nothing at all", () => undefined, "no request.json"],
  ])("%s is an invalid request", async (_name, make, said) => {
    const made = scene();
    made.disk.directory(base);
    make(made);
    expect(english((await readIn(made))?.request)).toMatchObject({ problem: expect.stringContaining(said) as string });
  });

  it("a link for the request's directory is listed as invalid and never followed", async () => {
    const made = scene();
    made.disk.file("/elsewhere/request.json", JSON.stringify(mergeFile()));
    made.disk.directory("/work/.workflow/WFS-a/approvals");
    made.disk.link(base, "/elsewhere");
    expect((await filesOf(made).list()).length).toBe(1);
    expect(english((await readIn(made))?.request)).toMatchObject({
      problem: expect.stringContaining("symbolic link") as string,
    });
  });

  it("a link for approvals hides nothing of the other sessions", async () => {
    const made = scene();
    made.disk.directory("/elsewhere");
    made.disk.link("/work/.workflow/WFS-a/approvals", "/elsewhere");
    const b = parseSessionId("WFS-b") as SessionId;
    made.disk.directory("/work/.workflow/WFS-b");
    await filesOf(made).writeRequest(b, only({ session: b }));
    expect((await filesOf(made).list()).map(({ session }) => session)).toEqual([b]);
    expect(made.logger.lines.join()).toContain("The requests of WFS-a are not shown");
    await expect(filesOf(made).writeRequest(fork, only())).rejects.toMatchObject({ code: "unsafe-path" });
  });

  it("names that are not ids of requests are left out", async () => {
    const made = scene();
    for (const name of ["-rf", "..x", ".new-request-1", "20260101T100000Z-merge-0A1B2C3D", "notes"]) {
      made.disk.directory(`/work/.workflow/WFS-a/approvals/${name}`);
    }
    expect(await filesOf(made).list()).toEqual([]);
  });
});

describe("writing", () => {
  it("publishes a request whole, wherever it is interrupted", async () => {
    for (let step = 0; ; step += 1) {
      const made = scene();
      const outcome = await filesOf(made, killAt(step))
        .writeRequest(fork, only())
        .then(
          () => "written",
          (error: unknown) => (error instanceof Killed ? "killed" : String(error)),
        );
      const listed = await filesOf(made).list();
      for (const location of listed) expect((await filesOf(made).read(location, []))?.request.ok).toBe(true);
      if (outcome === "written") {
        expect(listed).toHaveLength(1);
        return;
      }
      expect(outcome).toBe("killed");
    }
  });

  it("a full disk at any step leaves no half of a request, and says so", async () => {
    for (let step = 0; step < 40; step += 1) {
      const made = scene();
      const failure = await filesOf(made, failAt(step, "no-space"))
        .writeRequest(fork, only())
        .catch((error: unknown) => error);
      const listed = await filesOf(made).list();
      for (const location of listed) expect((await filesOf(made).read(location, []))?.request.ok).toBe(true);
      if (failure instanceof Error)
        expect(failure).toMatchObject({ code: "file", hint: expect.stringContaining("disk space") as string });
      else expect(listed).toHaveLength(1);
    }
  });

  it("is seen by who watches .workflow itself: its own state changes with each file", async () => {
    const made = scene();
    const files = filesOf(made);
    const changed = async (write: () => Promise<unknown>): Promise<boolean> => {
      made.rest(1000);
      const before = (await made.fileSystem().lstat(made.directory))?.mtimeNs;
      await write();
      return (await made.fileSystem().lstat(made.directory))?.mtimeNs !== before;
    };
    const location = files.locate(sessionLocation("/work/.workflow", fork, ""), mergeId);
    expect(await changed(async () => files.writeRequest(fork, only()))).toBe(true);
    const decision = await reviewer.decide({ request: mergeId, session: fork });
    expect(await changed(async () => files.writeWithdrawn(location, { version: 1 }))).toBe(true);
    expect(await changed(async () => files.writeDecision(location, decision))).toBe(true);
    expect(
      await changed(async () =>
        files.writeReceipt(location, await reviewer.receive({ request: mergeId, session: fork })),
      ),
    ).toBe(true);
  });

  it("never overwrites a decision, a receipt or a withdrawal", async () => {
    const made = scene();
    const files = filesOf(made);
    const location = await files.writeRequest(fork, only());
    const first = await reviewer.decide({ request: mergeId, session: fork });
    expect(await files.writeDecision(location, first)).toBe(true);
    const text = made.disk.text(`${base}/decision.json`);
    expect(
      await files.writeDecision(
        location,
        await reviewer.decide({ request: mergeId, session: fork, decision: "granted", reason: "" }),
      ),
    ).toBe(false);
    expect(made.disk.text(`${base}/decision.json`)).toBe(text);
    expect((await readIn(made))?.decision).toEqual({ ok: true, value: first });
  });
});

describe("what is signed", () => {
  const foreign = new Reviewer();
  it.each<readonly [name: string, make: () => Promise<unknown>, said: string]>([
    [
      "of another key",
      async () => foreign.decide({ request: mergeId, session: fork, decision: "granted" }),
      "signed with a key that is not known here",
    ],
    [
      "with the reviewer's key named and no signature of it",
      async () => ({
        ...(await foreign.decide({ request: mergeId, session: fork, decision: "granted" })),
        key: (await reviewer.keys.keys())[0],
      }),
      "signature is not good",
    ],
    [
      "changed afterwards",
      async () => ({ ...(await reviewer.decide({ request: mergeId, session: fork })), decision: "granted" }),
      "signature is not good",
    ],
    [
      "about another request",
      async () => reviewer.decide({ request: "20260101T100000Z-merge-ffffffff" as RequestId, session: fork }),
      "another request",
    ],
    [
      "of another workspace",
      async () => reviewer.decide({ request: mergeId, session: fork, workspace: "/elsewhere" }),
      "another workspace, “/elsewhere”",
    ],
    ["about another session", async () => reviewer.decide({ request: mergeId, session: "WFS-b" }), "another session"],
    [
      "with a member too many",
      async () => ({ ...(await reviewer.decide({ request: mergeId, session: fork })), scope: "*" }),
      "mean nothing",
    ],
    ["half", async () => "{", "not JSON"],
  ])("%s is no decision", async (_name, make, said) => {
    await reviewer.signer.key();
    const made = scene();
    const content = await make();
    made.disk.file(`${base}/request.json`, JSON.stringify(mergeFile()));
    made.disk.file(`${base}/decision.json`, typeof content === "string" ? content : JSON.stringify(content));
    expect(english((await readIn(made))?.decision)).toMatchObject({
      ok: false,
      problem: expect.stringContaining(said) as string,
    });
  });

  it("is not believed where no key is known", async () => {
    const made = scene();
    made.disk.file(`${base}/decision.json`, JSON.stringify(await reviewer.decide({ request: mergeId, session: fork })));
    const files = filesOf(made);
    expect(
      english((await files.read(files.locate(sessionLocation("/work/.workflow", fork, ""), mergeId), []))?.decision),
    ).toMatchObject({
      problem: expect.stringContaining("cannot be verified here") as string,
    });
  });
});
