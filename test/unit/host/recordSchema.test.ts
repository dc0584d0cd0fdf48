import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { phases, recordStatuses, sessionTypes } from "../../../src/core/sessions/model/session.ts";
import { recordOf } from "../../../src/core/sessions/record/readRecord.ts";

interface Schema {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly { readonly enum?: readonly string[]; readonly type?: string }[];
  readonly items?: Schema;
  readonly $ref?: string;
}

const file = JSON.parse(readFileSync("media/schema/workflow-session.schema.json", "utf8")) as Schema & {
  readonly definitions: Readonly<Record<string, Schema>>;
};

const at = (...path: readonly string[]): Schema => {
  const found = path.reduce<Schema>((schema, name) => schema.properties?.[name] ?? schema.items ?? {}, file);
  return file.definitions[found.$ref?.split("/").at(-1) ?? ""] ?? found;
};

const time = "2026-01-01T10:00:00Z";
const whole = {
  session_id: "WFS-a",
  project: "P",
  type: "simple",
  current_phase: "PLAN",
  status: "paused",
  progress: { completed_phases: ["PLAN"], current_tasks: ["t"], last_checkpoint: time },
  meta: { created: time, updated: time },
  forked_from: { session: "WFS-b", commit: "c", checkpoint: 1 },
  branch: "b",
  workspace: "w",
  tags: ["t"],
  retention: { keep: 1, max_age_days: 2, max_bytes: 3 },
  agent: { name: "claude-code", conversation: "0c7f6f9e-8f0e-4a55-9c5b-1d2e3f4a5b6c" },
  user_scope: "user:ada",
};

describe("the JSON schema of workflow-session.json", () => {
  it("describes the members that are read, and no others", () => {
    expect(recordOf(whole)).toEqual(whole);
    for (const [name, value] of Object.entries(whole)) {
      const inner = typeof value === "object" && !Array.isArray(value) ? Object.keys(value) : [];
      expect(Object.keys(file.properties?.[name]?.properties ?? {}), name).toEqual(inner);
    }
    expect(Object.keys(file.properties ?? {})).toEqual(Object.keys(whole));
  });

  it("offers the words that mean something, and takes others", () => {
    const words = [
      [at("type"), sessionTypes],
      [at("status"), recordStatuses],
      [at("current_phase"), phases],
      [at("progress", "completed_phases", "each"), phases],
    ] as const;
    for (const [schema, known] of words) {
      expect(schema.anyOf?.[0]?.enum).toEqual(known);
      expect(schema.anyOf?.[1]).toEqual({ type: "string" });
    }
  });

  it("asks for nothing that a record can do without", () => {
    for (const path of [[], ["progress"], ["meta"], ["retention"]]) expect(at(...path).required).toBeUndefined();
  });
});
