import * as vscode from "vscode";
import { NodeFileSystem } from "../../adapters/nodeFileSystem.ts";
import { openAuditTrail } from "../../adapters/openAuditTrail.ts";
import { SystemClock } from "../../adapters/systemClock.ts";
import { SystemRandom } from "../../adapters/systemRandom.ts";
import type { AuditTrail } from "../../core/review/auditTrail.ts";
import { t } from "../hostWording.ts";
import { showInformation } from "../messages.ts";
import { answered } from "../operations/failures.ts";
import type { Wording } from "../wording/wording.ts";
import { auditPage } from "./auditPage.ts";

function trail(): AuditTrail {
  return openAuditTrail(new NodeFileSystem(new SystemRandom()), new SystemClock());
}

/** The log as it stands, verified now. */
export async function readAuditPage(wording: Wording): Promise<string> {
  const log = trail();
  const [records, report] = [await log.read(), await log.verify()];
  return auditPage(records, report, wording);
}

/** Writes the log as JSON lines where the person says. */
export async function exportAuditLog(): Promise<void> {
  const lines = await trail().exportLines();
  const target = answered(
    await vscode.window.showSaveDialog({
      title: t("Export Audit Log"),
      filters: { [t("JSON lines")]: ["jsonl"] },
      saveLabel: t("Export"),
    }),
  );
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(lines));
  void showInformation(t("The audit log is exported to {0}.", vscode.workspace.asRelativePath(target)));
}
