import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { recordSchema } from "../../../src/core/sessions/record/recordParsing.ts";

interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly $ref?: string;
}

const file = JSON.parse(readFileSync("media/schema/workflow-session.schema.json", "utf8")) as Schema & {
  readonly definitions: Readonly<Record<string, Schema>>;
};

/** The rules alone: names, types, what is required; descriptions and limits left out. */
function rules(schema: Schema): unknown {
  const target = schema.$ref === undefined ? schema : (file.definitions[schema.$ref.split("/").at(-1) ?? ""] ?? schema);
  return {
    type: target.enum === undefined ? target.type : "string",
    enum: target.enum,
    required: target.required?.toSorted(),
    items: target.items === undefined ? undefined : rules(target.items),
    properties:
      target.properties === undefined
        ? undefined
        : Object.fromEntries(Object.entries(target.properties).map(([name, property]) => [name, rules(property)])),
  };
}

describe("the JSON schema of workflow-session.json", () => {
  it("has the same fields as the record's own schema", () => {
    const own = z.toJSONSchema(recordSchema, { io: "input", unrepresentable: "any" }) as Schema;
    expect(rules(file)).toEqual(rules(own));
  });
});
