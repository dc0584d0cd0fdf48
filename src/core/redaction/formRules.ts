import type { SecretRule } from "./secretRule.ts";

const raw = String.raw;

/** Between a name and its value: `=`, `:`, `=>`, and a type before the `=`. */
const is = raw`\\?["'\x60]?\]?[ \t]{0,8}(?:=>|:=|(?::[ \t]{0,8}[A-Za-z][A-Za-z0-9_.]{0,30}(?:\[\])?[ \t]{0,8})?=(?![=>~])|:(?![:=/]))[ \t]{0,8}`;

/** A value in quotes, or one that ends where code, JSON, a link or a command goes on. */
const value = (least: number, most: number): string =>
  raw`(?:\\?"([^"\\\r\n]{${least},${most}})\\?"|\\?'([^'\\\r\n]{${least},${most}})\\?'|\x60([^\x60\r\n]{${least},${most}})\x60|((?:[^\s"'\x60<>()[\]{},;&|\\]|&(?![\w.-]{1,40}=|[&\s]|$)){${least},${most}}))`;

const passwordName = raw`(?:pass(?:word|wd|phrase|wort)|pwd|passcode)(?:[_-]?(?:[0-9]{1,2}|prod|production|dev|test|staging))?`;

/** Whole things, told by their form alone; they come first, because other secrets stand in them. */
export const wholeRules: readonly SecretRule[] = [
  {
    name: "private-key",
    thing: "private key",
    keywords: ["-----begin ", "---- begin "],
    pattern: raw`-----?[ ]?BEGIN (?![A-Z0-9 ]{0,40}PUBLIC)(?:[A-Z0-9]{1,20} ){0,5}(?:KEY|SECRET)(?: BLOCK| V1){0,2}[ ]?-----?(?:(?:(?!-----?[ ]?(?:BEGIN|END))[\s\S]){16,20000}-----?[ ]?END (?:[A-Z0-9]{1,20} ){0,5}(?:KEY|SECRET)(?: BLOCK| V1){0,2}[ ]?-----?|(?:\s|\\[nr]){0,8}[A-Za-z0-9+/=]{16}(?:[A-Za-z0-9+/=\s]|\\[nr]){0,20000})`,
    anyCase: true,
    inside: true,
    entropy: 2.5,
  },
  {
    // The same in Base64, as kubeconfig has it; what begins with a certificate or a public key is none.
    name: "private-key",
    thing: "private key",
    keywords: ["ls0tls1crudjti"],
    pattern: raw`LS0tLS1CRUdJTi(?!BDRVJU|BQVUJM)[A-Za-z0-9+/]{40,8192}={0,2}`,
  },
  {
    // PuTTY's.
    name: "private-key",
    thing: "private key",
    keywords: ["private-lines: "],
    pattern: raw`Private-Lines: [0-9]{1,3}(?:\r?\n|\\n)((?:[A-Za-z0-9+/]{1,64}={0,2}(?:\r?\n|\\n|$)){1,100})`,
    inside: true,
  },
  {
    name: "session-cookie",
    thing: "session cookie",
    keywords: ["cookie"],
    pattern: raw`cookie["']?[ \t]{0,4}[:=][ \t]{0,4}["']?((?=[^\r\n"']{0,400}=[A-Za-z0-9%._+/~|:-]{12})[A-Za-z0-9_.-]{1,80}=[^\r\n"']{8,2000})`,
    anyCase: true,
    inside: true,
    entropy: 2,
    allow: [raw`^_g[a-z_]{1,10}=[^;]*$`],
  },
  {
    name: "session-cookie",
    thing: "session cookie",
    keywords: [
      "phpsessid=",
      "jsessionid=",
      "connect.sid=",
      "sessionid=",
      "session_id=",
      "asp.net_sessionid=",
      "_session=",
      "laravel_session=",
      "csrftoken=",
      "xsrf-token=",
      "remember_token=",
    ],
    pattern: raw`[a-z_.-]{8,20}=([A-Za-z0-9%._+/~:-]{16,2000})`,
    anyCase: true,
    inside: true,
    entropy: 2,
  },
];

/** What is secret for where it stands: in a link, behind a name, in a header. */
export const formRules: readonly SecretRule[] = [
  {
    name: "json-web-token",
    thing: "JSON web token",
    keywords: ["eyj"],
    pattern: raw`(?<![_-])eyJ[A-Za-z0-9_-]{8,4096}\.eyJ[A-Za-z0-9_-]{4,8192}\.[A-Za-z0-9_-]{8,4096}`,
  },
  {
    // A token for a name, as in `https://<token>:x-oauth-basic@host`.
    name: "url-password",
    thing: "password",
    keywords: ["://"],
    pattern: raw`://([A-Za-z0-9_-]{20,512}):([^\s/@"'<>\x60]{1,1024})(?=@[A-Za-z0-9[])`,
    inside: true,
    shape: "token",
  },
  {
    name: "url-password",
    thing: "password",
    keywords: ["://"],
    pattern: raw`://[^\s:/@?#"'<>\x60]{0,256}:([^\s/@"'<>\x60]{1,1024})(?=@[A-Za-z0-9[])`,
    inside: true,
    shape: "any password",
    allow: [raw`^[0-9]{2,5}$`],
  },
  {
    name: "url-password",
    thing: "password",
    keywords: ["://"],
    pattern: raw`://([A-Za-z0-9_-]{20,512})(?=@[A-Za-z0-9[])`,
    inside: true,
    shape: "token",
  },
  {
    name: "signed-link",
    thing: "signed link",
    keywords: ["sig=", "x-amz-signature=", "x-goog-signature=", "x-amz-security-token="],
    pattern: raw`(?:(?<=[?&])sig|X-(?:Amz|Goog)-(?:Signature|Security-Token))=([A-Za-z0-9%+/=_-]{32,4096})`,
    inside: true,
    entropy: 2,
  },
  {
    name: "bearer-token",
    thing: "token",
    keywords: ["bearer"],
    pattern: raw`bearer[ \t]{1,4}([A-Za-z0-9+/=._~-]{16,4096})`,
    anyCase: true,
    shape: "token",
  },
  {
    name: "basic-credentials",
    thing: "password",
    keywords: ["basic"],
    pattern: raw`basic[ \t]{1,4}([A-Za-z0-9+/]{6,2048}={0,2})`,
    anyCase: true,
    shape: "pair",
  },
  {
    name: "authorization",
    thing: "token",
    keywords: ["authorization"],
    pattern: raw`authorization${is}["']?(?:[a-z]{3,12}[ \t]{1,4})?(?:token=)?["']?([A-Za-z0-9+/=._~:-]{8,4096})`,
    anyCase: true,
    inside: true,
    shape: "token",
  },
  {
    name: "password",
    thing: "password",
    keywords: ["password", "passwd", "passwort", "passphrase", "passcode", "pwd"],
    pattern: passwordName + is + value(6, 512),
    anyCase: true,
    inside: true,
    shape: "password",
  },
  {
    // Variables of an environment, such as PGPASSWORD: letters alone are a password too.
    name: "password",
    thing: "password",
    keywords: ["password", "passwd", "passphrase", "mysql_pwd"],
    pattern: raw`(?<=(?:^|[^A-Za-z0-9_.$-])[A-Z0-9_]{0,40})(?:PASSWORD|PASSWD|PASSPHRASE|MYSQL_PWD)=(?:"([^"\r\n]{6,512})"|'([^'\r\n]{6,512})'|((?:[^\s"'\x60<>()[\]{},;&|\\]|&(?![\w.-]{1,40}=|[&\s]|$)){6,512}))`,
    inside: true,
    shape: "weak password",
  },
  {
    // Connection strings: `Server=db;User Id=app;Password=words;`.
    name: "connection-string",
    thing: "password",
    keywords: ["password", "pwd"],
    pattern: raw`(?<=;[ ]{0,4})(?:password|pwd)[ ]{0,4}=[ ]{0,4}([^\s;"'<>{}$\x60]{4,256})(?=[;"'\s]|$)`,
    anyCase: true,
    shape: "weak password",
  },
  {
    name: "password",
    thing: "password",
    keywords: ["<password>", "<passwd>", "<passphrase>"],
    pattern: raw`<pass(?:word|wd|phrase)>[ ]{0,8}([^\s<>]{4,256})[ ]{0,8}</`,
    anyCase: true,
    inside: true,
    shape: "password",
  },
  {
    name: "password",
    thing: "password",
    keywords: ["--password", "--passwd", "--passphrase", "--pass"],
    pattern: raw`--pass(?:word|wd|phrase)?[ =]{1,2}["']?([^\s"'\x60<>()[\]{},;&|\\-][^\s"'\x60<>()[\]{},;&|\\]{5,256})`,
    anyCase: true,
    shape: "password",
  },
  {
    name: "password",
    thing: "password",
    keywords: ["password is ", "password was ", "passphrase is ", "passcode is "],
    pattern: raw`pass(?:word|phrase|code) (?:is|was) ["'\x60]?([^\s"'\x60<>()[\]{},;&|\\]{6,128})`,
    anyCase: true,
    inside: true,
    shape: "password",
  },
  {
    name: "password",
    thing: "password",
    keywords: ["-p"],
    pattern: raw`(?<=mysql[a-z]{0,6}[^\r\n|;&]{0,200}?\s)-p["']?([^\s"'<>()$&;|-][^\s"'<>()&;|]{5,128})`,
    shape: "password",
  },
  {
    name: "password",
    thing: "password",
    keywords: ["sshpass -p"],
    pattern: raw`sshpass -p[ ]{0,2}["']?([^\s"'<>$]{4,256})`,
    shape: "weak password",
  },
  {
    name: "password",
    thing: "password",
    keywords: ["-u ", "--user "],
    pattern: raw`(?<=curl[^\r\n]{0,200}?\s)(?:-u|--user) ["']?[^\s:"'$<]{1,100}:([^\s"'<>$]{4,256})`,
    shape: "any password",
  },
  {
    name: "password",
    thing: "password",
    keywords: ["password "],
    pattern: raw`(?<=(?:machine\s{1,4}\S{1,100}|default)\s{1,8}login\s{1,4}\S{1,100}\s{1,8})password[ \t]{1,4}([^\s]{4,256})`,
    shape: "weak password",
  },
  {
    name: "secret-value",
    thing: "secret",
    keywords: ["secret", "token", "credential"],
    pattern: raw`(?<!(?:page|next|prev|sync|cancel|cancellation|continuation|resume|design|css|x?csrf[_-]?|mask)[_-]?)(?:secret(?:[_-]?access)?(?:[_-]?(?:key|token|value|base|id|string))?(?:[_-]?base)?|token(?:[_-]?(?:value|secret))?|credentials?)(?:[_-]?(?:[0-9]{1,2}|prod|production|dev|test|staging))?${is}${value(8, 2048)}`,
    anyCase: true,
    inside: true,
    shape: "token",
  },
  {
    name: "secret-value",
    thing: "key",
    keywords: [
      ..."api access private signing encryption master account auth session service subscription license admin client storage shared deploy webhook app application"
        .split(" ")
        .flatMap((each) => ["key", "_key", "-key"].map((key) => each + key)),
      "api key",
      "_auth",
    ],
    pattern: raw`(?:[a-z]{3,12}[ _-]?key(?![_-]?id)|_auth)(?:[_-]?(?:[0-9]{1,2}|prod|production|dev|test|staging))?${is}${value(8, 2048)}`,
    anyCase: true,
    inside: true,
    shape: "token",
  },
  {
    name: "secret-value",
    thing: "secret",
    keywords: ["--token", "--api-key", "--apikey", "--secret", "--access-token", "--auth-token", "--client-secret"],
    pattern: raw`--(?:(?:access|auth)-)?(?:token|api-?key|(?:client-)?secret)[ =]{1,2}["']?([A-Za-z0-9+/=_.~-]{8,1024})`,
    anyCase: true,
    shape: "token",
  },
];
