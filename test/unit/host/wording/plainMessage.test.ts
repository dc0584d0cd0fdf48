import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plainMessage } from "../../../../src/host/wording/plainMessage.ts";

/** What VS Code looks for in notifications (`src/vs/base/common/linkedText.ts`). */
const linkInMessage = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/iu;

describe("a message", () => {
  it.each([
    ["[Fix it](command:workbench.action.quit)", "[Fix it] (command:workbench.action.quit)"],
    ['[a](https://evil.example "b")', '[a] (https://evil.example "b")'],
    ["[[a](command:b)](command:c)", "[[a] (command:b)] (command:c)"],
    ["[a]\u200B(command:b)", "[a]⟨U+200B⟩(command:b)"],
    ["tasks[0](x)", "tasks[0] (x)"],
    ["Finished “impl-1”.", "Finished “impl-1”."],
  ])("shows %j and links nothing", (text, shown) => {
    expect(plainMessage(text)).toBe(shown);
    expect(plainMessage(text)).not.toMatch(linkInMessage);
  });

  it("reaches VS Code through src/host/platform/notifications.ts alone", () => {
    const shows =
      /show(?:Information|Warning|Error)Message|ProgressLocation\.Notification|\.setStatusBarMessage\((?!plainItemText)/u;
    const files = readdirSync("src", { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join("src", file));
    const showing = files.filter((file) => shows.test(readFileSync(file, "utf8")));
    expect(showing).toEqual([join("src", "host", "platform", "notifications.ts")]);
  });
});
