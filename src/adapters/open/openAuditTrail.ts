import type { Clock, FileSystem } from "../../core/base/ports.ts";
import { headInFile, type AuditHead } from "../../core/audit/auditHead.ts";
import { AuditTrail } from "../../core/audit/auditTrail.ts";
import { NodeCryptography } from "../nodeCryptography.ts";
import { openReviewerHome } from "../reviewerHome.ts";

export function openAuditTrail(fs: FileSystem, clock: Clock, heads: readonly AuditHead[]): AuditTrail {
  const home = openReviewerHome(fs);
  return new AuditTrail({
    directory: home.auditDirectory,
    fs,
    clock,
    cryptography: new NodeCryptography(),
    keys: home,
    heads: [headInFile(fs, home.auditHead), ...heads],
  });
}
