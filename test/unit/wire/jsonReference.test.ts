import { expect, it } from "vitest";
import { groups } from "../../../src/cli/commandLine.ts";
import { jsonReference } from "./jsonReference.ts";

const headed = Promise.all(groups.map(async ({ heading, load }) => [heading, await load()] as const));

it("docs/json.md says what every verb answers (`npm run reference` writes it anew)", async () => {
  const text = jsonReference(await headed);
  expect(text).not.toMatch(/undefined|\[object|\| {2}\|/u);
  await expect(text).toMatchFileSnapshot("../../../docs/json.md");
});
