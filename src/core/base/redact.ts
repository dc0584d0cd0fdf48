/** What stands in the place of a secret. */
const redactedMark = "[redacted]";

interface Rule {
  readonly pattern: RegExp;
  /** What is kept around the mark. */
  readonly replacement: string;
}

const whole = (pattern: RegExp): Rule => ({ pattern, replacement: redactedMark });

/**
 * Shapes that are secrets wherever they stand. Each is bounded, so that no text makes one of them slow. They err on the side of leaving text alone:
 * an object id, a UUID or a sentence about passwords is not a secret.
 */
const rules: readonly Rule[] = [
  whole(
    /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----|$)/gu,
  ),
  whole(/\bgh[pousr]_[A-Za-z0-9]{30,255}\b/gu),
  whole(/\bgithub_pat_[A-Za-z0-9_]{40,255}\b/gu),
  whole(/\bgl(?:pat|dt|rt|cbt|ptt|oas|soat|ft|imt|agent)-[A-Za-z0-9_-]{20,255}/gu),
  whole(/\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/gu),
  whole(/\bxox[abeoprs]-[A-Za-z0-9-]{10,255}/gu),
  whole(/\bxapp-[A-Za-z0-9-]{20,255}/gu),
  whole(/\bsk-(?:ant-|proj-|svcacct-|admin-|or-)?[A-Za-z0-9_-]{20,255}/gu),
  whole(/\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,255}\b/gu),
  whole(/\bwhsec_[A-Za-z0-9+/=]{20,255}/gu),
  whole(/\bAIza[A-Za-z0-9_-]{35}/gu),
  whole(/\bya29\.[A-Za-z0-9_-]{20,2048}/gu),
  whole(/\bnpm_[A-Za-z0-9]{36}\b/gu),
  whole(/\bpypi-[A-Za-z0-9_-]{50,1024}/gu),
  whole(/\bhf_[A-Za-z0-9]{30,255}\b/gu),
  whole(/\bdop_v1_[a-f0-9]{64}\b/gu),
  whole(/\bSG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,128}/gu),
  whole(/\beyJ[A-Za-z0-9_-]{8,4096}\.eyJ[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{8,4096}/gu),
  {
    pattern: /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@?#"'<>]{0,256}:)[^\s/@"'<>]{1,1024}(?=@)/giu,
    replacement: `$1${redactedMark}`,
  },
  {
    pattern:
      /\b((?:bearer|basic|token)\s{1,4})(?=[A-Za-z0-9+/=._~-]{0,4096}[0-9=._~+/-])[A-Za-z0-9+/=._~-]{16,4096}/giu,
    replacement: `$1${redactedMark}`,
  },
  {
    pattern:
      /((?:\b|_)(?:pass(?:word|wd|phrase)|pwd|secret|secret[_-]?key|client[_-]?secret|access[_-]?token|auth[_-]?token|refresh[_-]?token|api[_-]?key|private[_-]?key|aws_secret_access_key|authorization)["']?\s{0,4}(?:=|:)\s{0,4})(?!(?:[a-z]{1,10}\s{1,4})?\[redacted\])((?:bearer|basic|digest|token)\s{1,4})?(?:"[^"\n]{1,1024}"|'[^'\n]{1,1024}'|[^\s"',;&)}\]]{1,1024})/giu,
    replacement: `$1$2${redactedMark}`,
  },
  // Variables of an environment, such as PGPASSWORD and GITHUB_TOKEN.
  {
    pattern:
      /\b([A-Z0-9_]{0,40}(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY)=)(?!\[redacted\])(?:"[^"\n]{1,1024}"|'[^'\n]{1,1024}'|[^\s"',;&)}\]]{6,1024})/gu,
    replacement: `$1${redactedMark}`,
  },
];

/** Two secrets side by side can hide each other until the first is gone. */
const mostRounds = 10;

/** The text with secrets replaced by `[redacted]`; everything else stays as it is. Doing it again changes nothing. */
export function redact(text: string): string {
  let clean = text;
  for (let round = 0; round < mostRounds; round += 1) {
    const before = clean;
    for (const { pattern, replacement } of rules) clean = clean.replace(pattern, replacement);
    if (clean === before) break;
  }
  return clean;
}
