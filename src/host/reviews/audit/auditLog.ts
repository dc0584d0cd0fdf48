import * as vscode from "vscode";
import { openAudit } from "../../../adapters/open/openWorkspace.ts";
import { parseHead, type AuditHead } from "../../../core/audit/auditHead.ts";
import type { AuditTrail } from "../../../core/audit/auditTrail.ts";
import { t } from "../../platform/hostWording.ts";
import { showInformation } from "../../platform/notifications.ts";
import { orCancel } from "../../prompts/orCancel.ts";
import type { Wording } from "../../wording/wording.ts";
import { auditPage } from "./auditPage.ts";

const headKey = "audit.head";

/** The entry in VS Code's own storage that remembers how far the log reaches, in addition to the file beside the log. */
export function auditHeadOf(memento: vscode.Memento): AuditHead {
  return {
    name: t("VS Code's storage"),
    read: () => Promise.resolve(parseHead(memento.get<string>(headKey))),
    write: async (head) => await memento.update(headKey, JSON.stringify(head)),
  };
}

/** A VS Code that has never decided anything remembers nothing, which says nothing about the log. */
async function openTrail(memento: vscode.Memento): Promise<AuditTrail> {
  const head = auditHeadOf(memento);
  const heads = (await head.read()) === undefined ? [] : [head];
  return await openAudit(heads);
}

/** The log as it stands, verified now. */
export async function readAuditPage(memento: vscode.Memento, wording: Wording): Promise<string> {
  const log = await openTrail(memento);
  const [records, report] = [await log.read(), await log.verify()];
  return auditPage(records, report, wording);
}

/** Writes the log as JSON lines where the person says. */
export async function exportAuditLog(memento: vscode.Memento): Promise<void> {
  const lines = await (await openTrail(memento)).exportLines();
  const target = orCancel(
    await vscode.window.showSaveDialog({
      title: t("Export Audit Log"),
      filters: { [t("JSON lines")]: ["jsonl"] },
      saveLabel: t("Export"),
    }),
  );
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(lines));
  void showInformation(t("The audit log is exported to {0}.", vscode.workspace.asRelativePath(target)));
}
