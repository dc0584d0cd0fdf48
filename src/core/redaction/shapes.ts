/** How a value is told from other values where only the name beside it says that it may be a secret. */
export type Shape = "token" | "password" | "weak password" | "any password" | "pair";

/** Bits for each character: 0 for one character again and again, 4 for random hexadecimal digits. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** What stands for a value, or names where it is. */
const placeholders: readonly RegExp[] = [
  /^[<$%{[(]|^#\{|\$\{|\{\{|\$\(|^@[A-Za-z(]|[>})\]]$/u,
  /^(?:\*+|\.{2,}|…+|x+|-+|_+|0+|\?+|[xX*._-]+)$/u,
  /(?:^|[^a-z])(?:your?|my|the|an?|some|insert|replace|enter|change|put|add|any|this|test|fake|dummy|sample|example)[-_ .]?(?:[a-z]{1,20}[-_ .]){0,3}(?:[a-z]{2,8})??(?:pass(?:word|wd|phrase)?|pwd|secret|token|key|me|it|here|value|this|string)(?:[^a-z]|$)/iu,
  /^(?:change[-_]?me|change[-_]?it|to[-_]?do|tbd|n\/?a|none|null|nil|undefined|true|false|yes|no|empty|default|required|optional|unset|unknown|hidden|masked|redacted|removed|placeholder|example|dummy)\d{0,3}[!.?]?$/iu,
  /^(?:user|db|admin|root|old|new|current|hashed|encrypted|plain|raw|client|access|auth|api|refresh|session|bearer|csrf)?[-_.]?(?:pass|password|passwd|passwort|passphrase|pwd|secrets?|tokens?|credentials?|api[-_]?key|key)(?:[-_.]?(?:hash|field|input|value|str|string|text|name|file|path))*[-_.]?\d?$/iu,
  /placeholder|x{4,}|\*{3,}|\.{3,}|…|redacted|(?:^|[-_])here$|changeme/iu,
];

/** Words of code: types, encodings, calls, paths of names. */
const technical: readonly RegExp[] = [
  /^(?:u?int|float|bool|char|varchar|nvarchar|utf|ascii|latin|base|bytes|sha|md|aes|des|rsa|hmac|hs|rs|es|ps|bcrypt|scrypt|argon|pbkdf|ed|x|oauth|http|tls|ssl|v|ipv|crc|blake|k8s|i18n|l10n|ntlm)[-_]?[a-z]{0,3}[-_]?\d{1,4}(?:[-_]?[a-z]{2,12}){0,3}\d{0,3}$/iu,
  /^(?:process|import|os|env|environ|config|settings|options|opts|props|args|params|self|this|ctx|req|request|res|response|event|data|state|user|secrets|vars|inputs|github|window|localStorage|sessionStorage|document|app|vault|op|ssm|aws|gcp|azurerm|var|local|module|data|faker|crypto|Deno|Bun|Math|String|z|yup|joi|Joi|t|v|s)(?:\?|!)?[.:[](?!$)/u,
  /^(?:\/|\.{1,2}\/|~\/|[A-Za-z]:[\\/])/u,
  /^(?:[a-z][a-z0-9+.-]{1,20}:\/\/|mailto:|arn:|urn:|projects\/|secretsmanager:|keyvault:|file:)/iu,
  /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/u,
  /^[a-z][a-z-]{1,20}\/[a-z0-9][\w-]*$/u,
  /^[~^<>=]{0,2}v?\d+(?:\.\d+){1,3}(?:[-+][0-9A-Za-z.-]+)?$/u,
  /^\d{4}-\d{2}-\d{2}/u,
  /^(?:0x|#)[0-9a-f]+$/iu,
  /^[\w.-]+\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kt|cs|php|json|ya?ml|toml|ini|env|txt|md|html?|css|pem|key|crt|sh|log|lock|xml|sql)(?::\d+)*$/iu,
  /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*\(|^[A-Za-z_$][\w$.]*\?\./u,
];

/** Characters of a value by which it is judged; what goes on after them is judged as they are. */
const judged = 128;

const isNone = (value: string): boolean => [...placeholders, ...technical].some((each) => each.test(value));

/** Whether most of it is words, as in `color-primary-500` and `getToken2`. */
function isWordy(value: string): boolean {
  let covered = 0;
  for (const [run] of value.matchAll(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/gu)) {
    if (run.length < 3 || run.length > 18) continue;
    if (/[aeiouy]/iu.test(run) && !/[bcdfghjklmnpqrstvwxz]{5}/iu.test(run)) covered += run.length;
  }
  return covered >= 0.7 * value.replaceAll(/[-_./:]/gu, "").length;
}

const hasDigit = (value: string): boolean => /\d/u.test(value);

function isToken(value: string): boolean {
  if (value.length < 8 || !/^[\w+/=.$-][\w+/=.~:!@#$%^&*?-]+$/u.test(value)) return false;
  if (isNone(value)) return false;
  const mixed = /[a-z]/u.test(value) && /[A-Z]/u.test(value);
  const bare = value.length >= (mixed ? 16 : 20) || /^[0-9a-f]{16,}$/u.test(value);
  if (!/[A-Za-z]/u.test(value) || !(hasDigit(value) || bare)) return false;
  return entropyOf(value) >= (value.length < 16 ? 2 : 2.2) && !isWordy(value);
}

function isPassword(value: string): boolean {
  if (value.length < 6 || /\s/u.test(value) || isNone(value)) return false;
  if (entropyOf(value) < 1.5) return false;
  if (hasDigit(value) || /[!@#$%^&*+?~|=§€]/u.test(value)) return true;
  if (value.length >= 20 && /^(?:[a-z]+-){3,}[a-z]+$/u.test(value)) return true;
  return value.length >= 12 && /[a-z]/u.test(value) && /[A-Z]/u.test(value) && !isWordy(value);
}

/** Words are passwords too where nothing but a password can stand. */
function isWeakPassword(value: string): boolean {
  return value.length >= 6 && !/\s/u.test(value) && !isNone(value);
}

/** `name:password` in Base64. */
function isPair(value: string): boolean {
  try {
    return /^[^\p{Cc}:]{0,200}:\P{Cc}{1,500}$/u.test(atob(value));
  } catch {
    return false;
  }
}

const tests: Readonly<Record<Shape, (value: string) => boolean>> = {
  token: isToken,
  password: isPassword,
  "weak password": isWeakPassword,
  "any password": (value) => !placeholders.some((each) => each.test(value)),
  pair: isPair,
};

/** Whether a value has the shape of a secret. */
export function hasShape(value: string, shape: Shape): boolean {
  return tests[shape](value.slice(0, judged).replace(/[.,!?]{1,8}$/u, ""));
}

/** Whether a secret with a prefix of its own is only there to show the form. */
export function isFilling(value: string): boolean {
  return /x{6,}|([0_-])\1{7,}|\*{3,}|\.{3,}|(?:^|[-_])(?:your?|my|insert|placeholder|replace|changeme)[-_]|[-_](?:here|placeholder)$/iu.test(
    value,
  );
}
