import type { AuditReport } from "../core/audit/auditChain.ts";
import type { AuditJson } from "./schemas/audit.ts";

export function auditJson(report: AuditReport): AuditJson {
  return report;
}
