import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  commands,
  configurationSection,
  contextKeys,
  contextValues,
  settings,
  viewContainerId,
  viewIds,
  walkthroughId,
} from "../../../../src/host/manifest/contributions.ts";

interface MenuItem {
  readonly command: string;
  readonly when?: string;
}

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly publisher: string;
  readonly name: string;
  readonly contributes: {
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when: string }[];
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings: readonly MenuItem[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope?: string }>> };
    readonly jsonValidation: readonly { readonly url: string }[];
    readonly walkthroughs: readonly {
      readonly id: string;
      readonly steps: readonly {
        readonly media: { readonly svg: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
  };
}

const manifestText = readFileSync("package.json", "utf8");
const manifest = JSON.parse(manifestText) as Manifest;
const texts = JSON.parse(readFileSync("package.nls.json", "utf8")) as Readonly<Record<string, string>>;
const { contributes } = manifest;
const ids = Object.values<string>(commands);
const conditions = [
  ...Object.values(contributes.menus).flat(),
  ...contributes.keybindings,
  ...contributes.viewsWelcome,
].flatMap(({ when }) => (when === undefined ? [] : [when]));

describe("package.json", () => {
  it("contributes exactly the commands that code registers", () => {
    expect(contributes.commands.map(({ command }) => command).toSorted()).toEqual(ids.toSorted());
    for (const { category } of contributes.commands) expect(category).toBe("Workflow Sessions");
  });

  it("names commands by verb and noun, with the name of their key", () => {
    for (const [key, id] of Object.entries(commands)) {
      expect(id).toBe(`workflowSessions.${key}`);
      expect(key).toMatch(/^([a-z]+([A-Z][a-z]*)+|run\.[a-z]+([A-Z][a-z]*)*)$/u);
    }
  });

  it("uses only known commands in menus, keys and the walkthrough", () => {
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(({ command }) => command);
    expect(used.filter((command) => !ids.includes(command))).toEqual([]);
    const inText = [manifestText, ...Object.values(texts)].flatMap((text) =>
      [...text.matchAll(/(?:command|onCommand):(workflowSessions\.\w+)/gu)].map(([, id]) => id),
    );
    expect(inText.length).toBeGreaterThan(5);
    expect(inText.filter((id) => id === undefined || !ids.includes(id))).toEqual([]);
  });

  it("has the views, the settings and the walkthrough of contributions.ts", () => {
    expect(contributes.viewsContainers.activitybar.map(({ id }) => id)).toEqual([viewContainerId]);
    expect((contributes.views[viewContainerId] ?? []).map(({ id }) => id)).toEqual(Object.values(viewIds));
    expect(Object.keys(contributes.configuration.properties).toSorted()).toEqual(
      Object.values(settings)
        .map((key) => `${configurationSection}.${key}`)
        .toSorted(),
    );
    expect(contributes.walkthroughs.map(({ id }) => id)).toEqual([walkthroughId]);
    const walkthrough = `${manifest.publisher}.${manifest.name}%23${walkthroughId}`;
    expect(texts["welcome.noWorkflow"]).toContain(`openWalkthrough?%22${walkthrough}%22`);
  });

  it("lets nobody but the person say which checks are required, when they run, and whose notes are shown", () => {
    for (const key of [settings.checksRequired, settings.checksRun, settings.userScope]) {
      expect(contributes.configuration.properties[`${configurationSection}.${key}`]).toMatchObject({
        scope: "application",
      });
    }
  });

  it("asks in its conditions only for context that code sets", () => {
    const known = Object.values<string>(contextValues);
    for (const condition of conditions) {
      for (const [, value] of condition.matchAll(/viewItem == ([\w.]+)/gu)) expect(known).toContain(value);
      for (const [, source] of condition.matchAll(/viewItem =~ \/(.+?)\/(?:$| )/gu)) {
        const pattern = new RegExp(source ?? "", "u");
        expect(
          known.filter((value) => pattern.test(value)),
          condition,
        ).not.toEqual([]);
      }
      for (const [key] of condition.matchAll(/workflowSessions\.[a-z]+(?= (?:==|=~)| |$)/gu)) {
        expect([...Object.values<string>(contextKeys), ...Object.values<string>(viewIds)]).toContain(key);
      }
    }
  });

  it("lets no workspace set what runs programs or bears on a grant", () => {
    const own = [
      settings.forkSetupCommand,
      settings.agentsResume,
      settings.checksRequired,
      settings.checksRun,
      settings.reviewsMaxAgeMinutes,
      settings.reviewsRequirePassedChecks,
      settings.publishRemotes,
      settings.land,
    ];
    const scopes = own.map((key) => contributes.configuration.properties[`${configurationSection}.${key}`]?.scope);
    expect(scopes.filter((scope) => scope !== "machine" && scope !== "application")).toEqual([]);
  });

  it("has a text for every placeholder and no text without one", () => {
    const used = [...manifestText.matchAll(/%([a-z][\w.]+)%/giu)].map(([, key]) => key);
    expect(new Set(used)).toEqual(new Set(Object.keys(texts)));
  });

  it("brings every file it names", () => {
    const files = [
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...contributes.jsonValidation.map(({ url }) => url),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg)),
    ];
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });
});
