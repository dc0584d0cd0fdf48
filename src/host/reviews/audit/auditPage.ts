import type { AuditReport } from "../../../core/audit/auditChain.ts";
import type { AuditEvent, AuditRecord } from "../../../core/audit/auditRecord.ts";
import { exactTime } from "../../wording/ages.ts";
import { escapeMarkdown } from "../../wording/markdown.ts";
import { shortened } from "../../wording/shortened.ts";
import type { Translate } from "../../wording/translate.ts";
import type { Wording } from "../../wording/wording.ts";

/** Records shown, the newest first; the export has all. */
const shownRecords = 1000;

function eventWord(event: AuditEvent, t: Translate): string {
  return {
    granted: t("granted"),
    denied: t("denied"),
    changes: t("changes asked for"),
    executed: t("carried out"),
    refused: t("refused by the gate"),
    failed: t("failed"),
    indeterminate: t("outcome unknown"),
    undone: t("undone"),
    unreviewed: t("merged without review"),
  }[event];
}

function cell(text: string | null): string {
  return escapeMarkdown(shortened(text ?? "–", 300));
}

/** For what is read at a glance: no line break inside. */
function whole(text: string): string {
  return text.replaceAll(" ", "\u{A0}");
}

/** Six columns: more of them break every line of a window of ordinary width. */
function row(record: AuditRecord, wording: Wording): string {
  const { n, time, event, session, request, reviewer, fingerprint, message } = record;
  const cells = [
    String(n),
    whole(cell(exactTime(time, wording))),
    `${whole(eventWord(event, wording.t))} · ${cell(reviewer)}`,
    cell(session),
    cell(message),
    request === null && fingerprint === null
      ? cell(null)
      : `${cell(request)} · ${cell(fingerprint?.slice(0, 8) ?? null)}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

/** The audit log as a page, after what its verification found. Every foreign part is escaped. */
export function auditPage(records: readonly AuditRecord[], report: AuditReport, wording: Wording): string {
  const { t } = wording;
  const newest = records.slice(-shownRecords).toReversed();
  const verdict = report.ok
    ? t("The log is whole: every record is signed, and each follows the one before it.")
    : t("The log is not as it was written. Somebody, or something, has changed it:");
  const head = ["#", t("Time"), t("Event"), t("Session"), t("Message"), t("Request, Fingerprint")];
  return [
    `# ${t("Audit Log")}`,
    "",
    `${report.ok ? "✔" : "⚠"} ${verdict}`,
    ...(report.problems.length === 0
      ? []
      : ["", ...report.problems.map(({ n, message }) => `- ${t("Record {0}", n)}: ${escapeMarkdown(message.in(t))}`)]),
    "",
    t("{0} records.", report.records),
    ...(records.length > newest.length ? ["", t("The newest {0} are shown.", newest.length)] : []),
    "",
    ...(newest.length === 0
      ? []
      : [`| ${head.join(" | ")} |`, `|${head.map(() => "---").join("|")}|`, ...newest.map((one) => row(one, wording))]),
    "",
  ].join("\n");
}
