import { say } from "../../../../../src/core/base/text.ts";
import { expect, test } from "vitest";
import type { AuditReport } from "../../../../../src/core/audit/auditChain.ts";
import type { AuditRecord } from "../../../../../src/core/audit/auditRecord.ts";
import { auditPage } from "../../../../../src/host/reviews/audit/auditPage.ts";
import { plainWording } from "../../plainWording.ts";

const record: AuditRecord = {
  version: 1,
  n: 1,
  time: "2025-09-07T10:00:05Z",
  previous: "0".repeat(64),
  event: "granted",
  request: "20250907T100000Z-merge-0123abcd",
  session: "WFS-login",
  kind: "merge",
  repository: "/shop/.git",
  reviewer: "dana",
  fingerprint: "feed9f38a672cee0",
  message: "",
  key: "",
  signature: "",
};
const whole = { ok: true, records: 2, problems: [] };

const lines = (page: string): readonly string[] =>
  page
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.replaceAll("\\", "").replaceAll("\u{A0}", " ").replaceAll("\u{202F}", " "));

test("the newest record is first, each one line of six columns", () => {
  const refused: AuditRecord = { ...record, n: 2, event: "changes", message: "I rename it myself.", fingerprint: null };
  const time = new Date(record.time); // Here, where hours may be off by halves.
  const minutes = String(time.getMinutes()).padStart(2, "0");
  expect(lines(auditPage([record, refused], whole, plainWording))).toEqual([
    "| # | Time | Event | Session | Message | Request, Fingerprint |",
    expect.stringMatching(
      new RegExp(
        String.raw`^\| 2 \| Sep ${time.getDate()}, 2025, \d+:${minutes}:05 [AP]M \| changes asked for · dana \| WFS-login \| I rename it myself\. \| 20250907T100000Z-merge-0123abcd · – \|$`,
        "u",
      ),
    ),
    expect.stringMatching(/ \| granted · dana \| WFS-login \| {2}\| 20250907T100000Z-merge-0123abcd · feed9f38 \|$/u),
  ]);
});

test("what came around the gate has neither request nor fingerprint, which one dash says", () => {
  const unreviewed: AuditRecord = { ...record, event: "unreviewed", request: null, kind: null, fingerprint: null };
  const [, row] = lines(auditPage([unreviewed], whole, plainWording));
  expect(row).toMatch(/ \| merged without review · dana \| WFS-login \| {2}\| – \|$/u);
});

test("nothing a record holds is drawn as anything but text", () => {
  const hostile: AuditRecord = {
    ...record,
    reviewer: "<img src=x onerror=alert(1)>",
    session: "[a](command:b)",
    message: "| a | b\n# heading \u{202E}",
  };
  const page = auditPage([hostile], whole, plainWording);
  expect(page).not.toMatch(/(?<!\\)<img|(?<!\\)\[a|^# heading|\u{202E}/mu);
  expect(page.split("\n").filter((line) => line.includes("heading"))).toHaveLength(1);
});

test("a log that was changed says so first, and where", () => {
  const report: AuditReport = {
    ok: false,
    records: 1,
    problems: [{ n: 3, problem: "missing", message: say`is missing` }],
  };
  const page = auditPage([record], report, plainWording);
  expect(page.split("\n").slice(2, 5).join("\n")).toContain("⚠ The log is not as it was written.");
  expect(page).toContain("- Record 3: is missing");
});
