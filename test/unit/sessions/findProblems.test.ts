import { describe, expect, it } from "vitest";
import type { Problem } from "../../../src/core/sessions/model/session.ts";
import { SessionScene } from "../../support/scenes/sessionScene.ts";
import { english } from "../../support/english.ts";

type Prepare = (scene: SessionScene) => void;

async function sceneWith(
  prepare: Prepare,
): Promise<{ scene: SessionScene; sessions: ReturnType<SessionScene["service"]> }> {
  const scene = new SessionScene();
  await scene.service().create({ slug: "a", project: "First" });
  scene.rest();
  prepare(scene);
  scene.rest();
  return { scene, sessions: scene.service() };
}

const short = (problems: readonly Problem[], scene: SessionScene): readonly string[] =>
  problems.map(({ code, path }) => `${code} ${path.slice(scene.directory.length + 1)}`);

const hour = 3_600_000_000_000n;

/** What is wrong, what is found, and what a record or file is after the repair. */
const repairable: readonly (readonly [string, Prepare, string, (scene: SessionScene) => void])[] = [
  [
    "a marker without a session",
    (scene) => scene.disk.file(`${scene.directory}/.active-WFS-gone`, "", { mtimeNs: 1n }),
    "orphan-marker .active-WFS-gone",
    (scene) => expect(scene.markers()).toEqual([".active-WFS-a"]),
  ],
  [
    "two markers",
    (scene) => {
      scene.disk.file(
        scene.recordPath("WFS-b"),
        scene.disk.text(scene.recordPath("WFS-a"))?.replaceAll("WFS-a", "WFS-b").replace('"active"', '"paused"'),
      );
      scene.disk.file(`${scene.directory}/.active-WFS-b`, "", { mtimeNs: 1n });
    },
    "several-markers .active-WFS-b",
    (scene) => expect(scene.markers()).toEqual([".active-WFS-a"]),
  ],
  [
    "a marker from the future",
    (scene) => scene.disk.file(`${scene.directory}/.active-WFS-a`, "", { mtimeNs: scene.disk.time + hour }),
    "future-marker .active-WFS-a",
    (scene) => {
      expect(scene.markers()).toEqual([".active-WFS-a"]);
      expect(scene.disk.find(`${scene.directory}/.active-WFS-a`)?.mtimeNs).toBe(scene.disk.time);
    },
  ],
  [
    "two markers that are one file",
    (scene) => {
      scene.disk.file(
        scene.recordPath("WFS-b"),
        scene.disk.text(scene.recordPath("WFS-a"))?.replaceAll("WFS-a", "WFS-b").replace('"active"', '"paused"'),
      );
      scene.disk.hardLink(`${scene.directory}/.active-WFS-a`, `${scene.directory}/.active-WFS-b`);
    },
    "several-markers .active-WFS-b",
    (scene) => expect(scene.markers()).toEqual([".active-WFS-a"]),
  ],
  [
    "a corrupt record",
    (scene) => scene.disk.file(scene.recordPath("WFS-a"), "{"),
    "corrupt-record WFS-a/workflow-session.json",
    (scene) => {
      expect(scene.record("WFS-a")).toMatchObject({ session_id: "WFS-a", project: "a", status: "active" });
      expect(scene.files()["WFS-a/workflow-session.json.corrupt-2025-09-07T10-04-00Z"]).toBe("{");
    },
  ],
  [
    "a record that is none",
    (scene) => scene.disk.file(scene.recordPath("WFS-a"), "x".repeat(2000)),
    "corrupt-record WFS-a/workflow-session.json",
    (scene) => {
      expect(scene.record("WFS-a")).toMatchObject({ status: "active" });
      expect(scene.files()["WFS-a/workflow-session.json.corrupt-2025-09-07T10-04-00Z"]).toHaveLength(2000);
    },
  ],
  [
    "no record",
    (scene) => scene.disk.detach(scene.recordPath("WFS-a")),
    "missing-record WFS-a/workflow-session.json",
    (scene) => expect(scene.record("WFS-a")).toMatchObject({ session_id: "WFS-a", status: "active" }),
  ],
  [
    "another session's id",
    (scene) =>
      scene.disk.file(
        scene.recordPath("WFS-a"),
        scene.disk.text(scene.recordPath("WFS-a"))?.replace('"WFS-a"', '"WFS-x", "mine" : 1.0'),
      ),
    "wrong-session-id WFS-a/workflow-session.json",
    (scene) => expect(scene.disk.text(scene.recordPath("WFS-a"))).toContain('"session_id": "WFS-a", "mine" : 1.0'),
  ],
  [
    "a session that was never finished being made",
    (scene) => scene.disk.file(`${scene.directory}/.new-0001/workflow-session.json`, "{}"),
    "leftover-temp .new-0001",
    (scene) => expect(scene.leftovers()).toEqual([]),
  ],
  [
    "a lock of a killed process",
    (scene) => scene.disk.file(`${scene.directory}/WFS-a/.edit/0001`, "{}"),
    "leftover-temp WFS-a/.edit",
    (scene) => expect(scene.leftovers()).toEqual([]),
  ],
  [
    "a temp file of a killed process",
    (scene) => scene.disk.file(`${scene.directory}/WFS-a/.workflow-session.json.tmp-1-ab`, "{"),
    "leftover-temp WFS-a/.workflow-session.json.tmp-1-ab",
    (scene) => expect(Object.keys(scene.files()).filter((path) => path.includes("tmp"))).toEqual([]),
  ],
  [
    "a corrupt record in the archive",
    (scene) => scene.disk.file(`${scene.directory}/completed/WFS-old/workflow-session.json`, "\0\0"),
    "corrupt-record completed/WFS-old/workflow-session.json",
    (scene) => expect(scene.files()["completed/WFS-old/workflow-session.json"]).toContain('"WFS-old"'),
  ],
];

const forPeople: readonly (readonly [string, Prepare, string])[] = [
  ["a marker's name", (scene) => scene.disk.file(`${scene.directory}/.active-`, ""), "invalid-marker .active-"],
  [
    "a directory as marker",
    (scene) => scene.disk.directory(`${scene.directory}/.active-WFS-a2`),
    "invalid-marker .active-WFS-a2",
  ],
  [
    "a marker of an archived session",
    (scene) => {
      scene.disk.file(`${scene.directory}/archives/WFS-old/workflow-session.json`, "{}");
      scene.disk.file(`${scene.directory}/.active-WFS-old`);
    },
    "invalid-marker .active-WFS-old",
  ],
  ["a directory's name", (scene) => scene.disk.directory(`${scene.directory}/WFS-a b`), "invalid-session-name WFS-a b"],
  ["a link as session", (scene) => scene.disk.link(`${scene.directory}/WFS-l`, "/etc"), "unsafe-path WFS-l"],
  ["a file as session", (scene) => scene.disk.file(`${scene.directory}/WFS-f`, ""), "unsafe-path WFS-f"],
  [
    "case-only twins",
    (scene) =>
      scene.disk.file(
        scene.recordPath("WFS-A"),
        scene.disk.text(scene.recordPath("WFS-a"))?.replace('"WFS-a"', '"WFS-A"').replace('"active"', '"paused"'),
      ),
    "case-twins WFS-a",
  ],
  [
    "a directory as record",
    (scene) => {
      scene.disk.detach(scene.recordPath("WFS-a"));
      scene.disk.directory(scene.recordPath("WFS-a"));
    },
    "unreadable WFS-a/workflow-session.json",
  ],
];

describe("problems and repair", () => {
  it("finds nothing in a sound .workflow, nor without one", async () => {
    const { sessions } = await sceneWith(() => undefined);
    expect(await sessions.problems()).toEqual([]);
    expect(await new SessionScene().service().problems()).toEqual([]);
  });

  it("finds nothing in what a shell's rm and touch leave, whatever the records say", async () => {
    const { scene, sessions } = await sceneWith((prepared) => {
      const text = prepared.disk.text(prepared.recordPath("WFS-a")) ?? "";
      prepared.disk.file(
        prepared.recordPath("WFS-b"),
        text.replaceAll("WFS-a", "WFS-b").replace('"active"', '"completed"'),
      );
      prepared.disk.detach(`${prepared.directory}/.active-WFS-a`);
      prepared.disk.file(`${prepared.directory}/.active-WFS-b`);
    });
    expect(await sessions.problems()).toEqual([]);
    expect((await sessions.survey()).problems).toEqual([]);
    scene.disk.detach(`${scene.directory}/.active-WFS-b`);
    scene.rest();
    expect(await sessions.problems()).toEqual([]);
  });

  it("tells a hundred of a kind and counts the rest, which are repaired with them", async () => {
    const { scene, sessions } = await sceneWith((prepared) => {
      for (let index = 0; index < 250; index += 1) {
        prepared.disk.file(`${prepared.directory}/.active-WFS-stray-${index}`, "", { mtimeNs: 1n });
        if (index < 130) prepared.disk.file(`${prepared.directory}/.active-x ${index}`);
      }
    });
    const problems = await sessions.problems();
    expect(problems).toHaveLength(202);
    const rest = problems.filter(({ more }) => more !== undefined);
    expect(english(rest)).toMatchObject([
      {
        code: "orphan-marker",
        message: "And 150 more of this kind.",
        path: scene.directory,
        repair: expect.any(String) as string,
      },
      { code: "invalid-marker", message: "And 30 more of this kind.", path: scene.directory },
    ]);
    expect((await sessions.survey()).problems).toHaveLength(202);
    const results = await sessions.repair(problems.filter(({ repair }) => repair !== undefined));
    expect(results.filter(({ done }) => !done)).toEqual([]);
    expect(scene.markers().filter((name) => name.includes("WFS"))).toEqual([".active-WFS-a"]);
    expect(english(await sessions.repair(rest))).toMatchObject([
      { done: true },
      { done: false, message: "Only a person can repair this." },
    ]);
  });

  it.each(repairable)("finds and repairs %s, once", async (_, prepare, expected, check) => {
    const { scene, sessions } = await sceneWith(prepare);
    const before = scene.files();
    const problems = await sessions.problems();
    expect(short(problems, scene)).toEqual([expected]);
    expect(scene.files()).toEqual(before);
    const results = await sessions.repair(problems);
    expect(results.map(({ done }) => done)).toEqual([true]);
    check(scene);
    scene.rest();
    expect(await sessions.problems()).toEqual([]);
    const repaired = scene.files();
    expect(english(await sessions.repair(problems))).toMatchObject([
      { done: true, message: "It is repaired already." },
    ]);
    expect(scene.files()).toEqual(repaired);
  });

  it("a marker from the future stays the active one, and others of the future with it do not come instead", async () => {
    const { scene, sessions } = await sceneWith((prepared) => {
      const record = prepared.disk.text(prepared.recordPath("WFS-a")) ?? "";
      for (const [id, ahead] of [
        ["WFS-b", hour],
        ["WFS-c", 2n * hour],
      ] as const) {
        prepared.disk.file(prepared.recordPath(id), record.replaceAll("WFS-a", id));
        prepared.disk.file(`${prepared.directory}/.active-${id}`, "", { mtimeNs: prepared.disk.time + ahead });
      }
    });
    const problems = await sessions.problems();
    expect(short(problems, scene)).toEqual([
      "future-marker .active-WFS-c",
      "several-markers .active-WFS-b",
      "several-markers .active-WFS-a",
    ]);
    expect((await sessions.repair(problems)).map(({ done }) => done)).toEqual([true, true, true]);
    expect(scene.markers()).toEqual([".active-WFS-c"]);
    scene.rest();
    expect(await sessions.problems()).toEqual([]);
  });

  it("a clock that is a little ahead is no problem", async () => {
    const { sessions } = await sceneWith((scene) =>
      scene.disk.file(`${scene.directory}/.active-WFS-a`, "", { mtimeNs: scene.disk.time + hour / 120n }),
    );
    expect(await sessions.problems()).toEqual([]);
  });

  it.each(forPeople)("finds %s and leaves it to a person", async (_, prepare, expected) => {
    const { scene, sessions } = await sceneWith(prepare);
    const before = scene.files();
    const problems = await sessions.problems();
    expect(short(problems, scene)).toEqual([expected]);
    expect(problems[0]?.repair).toBeUndefined();
    expect(await sessions.repair(problems)).toMatchObject([{ done: false }]);
    expect(scene.files()).toEqual(before);
  });

  it("leaves alone what may still be in progress", async () => {
    const scene = new SessionScene();
    await scene.service().create({ slug: "a", project: "First" });
    scene.disk.directory(`${scene.directory}/.new-0001`);
    scene.disk.directory(`${scene.directory}/WFS-a/.edit`);
    expect(await scene.service().problems()).toEqual([]);
  });

  it("repairs several of a kind, which are removed together", async () => {
    const { scene, sessions } = await sceneWith((prepared) => {
      for (const name of ["WFS-b", "WFS-c"]) {
        const text = prepared.disk.text(prepared.recordPath("WFS-a")) ?? "";
        prepared.disk.file(prepared.recordPath(name), text.replaceAll("WFS-a", name));
        prepared.disk.file(`${prepared.directory}/.active-${name}`, "", { mtimeNs: 1n });
        prepared.disk.file(`${prepared.directory}/.active-${name}-gone`, "", { mtimeNs: 1n });
      }
    });
    const results = await sessions.repair(await sessions.problems());
    expect(results.filter(({ done }) => !done)).toEqual([]);
    expect(scene.markers()).toEqual([".active-WFS-a"]);
    expect(scene.record("WFS-b")).toMatchObject({ status: "paused" });
    expect(await sessions.problems()).toEqual([]);
  });

  it("says why a repair did not work", async () => {
    const { scene, sessions } = await sceneWith((prepared) => prepared.disk.file(prepared.recordPath("WFS-a"), "{"));
    const problems = await sessions.problems();
    const full = scene.service({
      onStep: ({ call }) => {
        if (call === "createExclusive") throw new Error("disk full");
      },
    });
    expect(english(await full.repair(problems))).toMatchObject([{ done: false, message: "disk full" }]);
    expect(scene.files()["WFS-a/workflow-session.json"]).toBe("{");
  });
});
