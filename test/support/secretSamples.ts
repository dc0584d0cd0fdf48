/** Characters drawn by a seed, always the same: made up here, so that no scanner takes a file of tests for a leak. */
export class Letters {
  #state: number;

  constructor(seed: number) {
    this.#state = seed * 2_654_435_761 + 12_345;
  }

  below(count: number): number {
    this.#state = (Math.imul(this.#state ^ (this.#state >>> 15), 0x2c_1b_3c_6d) + 0x9e_37_79_b9) | 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 12), 0x29_7a_2d_39);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % count;
  }

  of(alphabet: string, count: number): string {
    let text = "";
    while (text.length < count) text += alphabet.charAt(this.below(alphabet.length));
    return text;
  }

  alnum(count: number): string {
    return this.of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", count);
  }

  /** As `alnum`, with a digit for certain. */
  mixed(count: number): string {
    return `${this.alnum(count - 3)}7kQ`;
  }

  hex(count: number): string {
    return this.of("0123456789abcdef", count);
  }

  upper(count: number): string {
    return this.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", count);
  }

  lower(count: number): string {
    return this.of("abcdefghijklmnopqrstuvwxyz0123456789", count);
  }

  digits(count: number): string {
    return `1${this.of("0123456789", count - 1)}`;
  }

  base64(count: number): string {
    return this.of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", count);
  }

  url(count: number): string {
    return this.mixed(count);
  }

  uuid(): string {
    return [8, 4, 4, 4, 12].map((count) => this.hex(count)).join("-");
  }
}

export interface SecretSample {
  readonly kind: string;
  /** The rule that finds it. */
  readonly rule: string;
  /** What must be gone. */
  readonly secret: string;
  /** What it comes with: absent, it stands by itself. */
  readonly text?: string;
}

type Make = (letters: Letters) => string;

/** Secrets that are told by their own form. */
const own: readonly (readonly [kind: string, rule: string, make: Make])[] = [
  ["GitHub classic", "github-token", (l) => `ghp_${l.alnum(36)}`],
  ["GitHub OAuth", "github-token", (l) => `gho_${l.alnum(36)}`],
  ["GitHub user to server", "github-token", (l) => `ghu_${l.alnum(36)}`],
  ["GitHub app", "github-token", (l) => `ghs_${l.alnum(36)}`],
  ["GitHub refresh", "github-token", (l) => `ghr_${l.alnum(76)}`],
  ["GitHub fine-grained", "github-token", (l) => `github_pat_${l.alnum(22)}_${l.alnum(59)}`],
  ["GitLab personal", "gitlab-token", (l) => `glpat-${l.mixed(20)}`],
  ["GitLab routable", "gitlab-token", (l) => `glpat-${l.mixed(27)}.${l.lower(2)}.${l.lower(9)}`],
  ["GitLab deploy", "gitlab-token", (l) => `gldt-${l.mixed(20)}`],
  ["GitLab runner", "gitlab-token", (l) => `glrt-${l.mixed(20)}`],
  ["Bitbucket app password", "bitbucket-token", (l) => `ATBB${l.mixed(32)}`],
  ["Atlassian", "atlassian-token", (l) => `ATATT3${l.mixed(180)}=${l.upper(8)}`],
  ["npm", "npm-token", (l) => `npm_${l.alnum(36)}`],
  ["PyPI", "pypi-token", (l) => `pypi-AgEIcHlwaS5vcmc${l.alnum(120)}`],
  ["RubyGems", "rubygems-key", (l) => `rubygems_${l.hex(48)}`],
  ["crates.io", "crates-token", (l) => `cio${l.alnum(32)}`],
  ["NuGet", "nuget-key", (l) => `oy2${l.lower(43)}`],
  ["Docker Hub", "docker-token", (l) => `dckr_pat_${l.mixed(27)}`],
  ["Artifactory", "artifactory-token", (l) => `AKCp${l.alnum(69)}`],
  ["CircleCI", "circleci-token", (l) => `CCIPAT_${l.alnum(22)}_${l.hex(40)}`],
  ["Buildkite", "buildkite-token", (l) => `bkua_${l.lower(40)}`],
  ["SonarQube", "sonar-token", (l) => `squ_${l.hex(40)}`],
  ["Sourcegraph", "sourcegraph-token", (l) => `sgp_${l.hex(16)}_${l.hex(40)}`],
  ["Deno Deploy", "deno-token", (l) => `ddp_${l.alnum(36)}`],
  ["Postman", "postman-key", (l) => `PMAK-${l.hex(24)}-${l.hex(34)}`],
  ["Sentry", "sentry-token", (l) => `sntrys_${l.alnum(120)}`],
  ["ReadMe", "readme-key", (l) => `rdme_${l.lower(70)}`],
  ["Prefect", "prefect-key", (l) => `pnu_${l.alnum(36)}`],
  ["LaunchDarkly", "launchdarkly-key", (l) => `sdk-${l.uuid()}`],
  ["AWS key id", "aws-access-key", (l) => `AKIA${l.upper(16)}`],
  ["AWS temporary key id", "aws-access-key", (l) => `ASIA${l.upper(16)}`],
  ["AWS Bedrock", "aws-bedrock-key", (l) => `ABSK${l.alnum(110)}`],
  ["Google API", "google-key", (l) => `AIza${l.mixed(35)}`],
  ["Google access", "google-token", (l) => `ya29.${l.mixed(120)}`],
  ["Google refresh", "google-token", (l) => `1//0${l.mixed(60)}`],
  ["Firebase", "firebase-key", (l) => `${l.alnum(11)}:APA91b${l.mixed(134)}`],
  ["Google client secret", "google-client-secret", (l) => `GOCSPX-${l.mixed(28)}`],
  ["Azure client secret", "azure-client-secret", (l) => `${l.alnum(3)}8Q~${l.alnum(34)}`],
  ["DigitalOcean", "digitalocean-token", (l) => `dop_v1_${l.hex(64)}`],
  ["Heroku", "heroku-key", (l) => `HRKU-${l.uuid()}`],
  ["Cloudflare origin", "cloudflare-key", (l) => `v1.0-${l.hex(24)}-${l.hex(146)}`],
  ["Alibaba Cloud", "alibaba-key", (l) => `LTAI${l.mixed(20)}`],
  ["Tencent Cloud", "tencent-key", (l) => `AKID${l.alnum(32)}`],
  ["Vault", "vault-token", (l) => `hvs.${l.mixed(90)}`],
  ["Terraform Cloud", "terraform-token", (l) => `${l.alnum(14)}.atlasv1.${l.alnum(67)}`],
  ["Pulumi", "pulumi-token", (l) => `pul-${l.hex(40)}`],
  ["Doppler", "doppler-token", (l) => `dp.pt.${l.alnum(43)}`],
  ["1Password service account", "onepassword-token", (l) => `ops_eyJ${l.alnum(300)}`],
  ["age", "age-key", (l) => `AGE-SECRET-KEY-1${l.of("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58)}`],
  ["Tailscale", "tailscale-key", (l) => `tskey-auth-${l.alnum(16)}-${l.alnum(32)}`],
  ["OpenShift", "openshift-token", (l) => `sha256~${l.mixed(43)}`],
  ["Fly.io", "fly-token", (l) => `fm2_${l.alnum(150)}`],
  ["Vercel Blob", "vercel-token", (l) => `vercel_blob_rw_${l.alnum(16)}_${l.alnum(30)}`],
  ["Netlify", "netlify-token", (l) => `nfp_${l.alnum(36)}`],
  ["Supabase", "supabase-key", (l) => `sbp_${l.hex(40)}`],
  ["PlanetScale", "planetscale-password", (l) => `pscale_pw_${l.mixed(43)}`],
  ["Neon", "neon-key", (l) => `napi_${l.lower(64)}`],
  ["Databricks", "databricks-token", (l) => `dapi${l.hex(32)}`],
  ["Dynatrace", "dynatrace-token", (l) => `dt0c01.${l.upper(24)}.${l.upper(64)}`],
  ["Grafana service account", "grafana-token", (l) => `glsa_${l.alnum(32)}_${l.hex(8)}`],
  ["New Relic", "newrelic-key", (l) => `NRAK-${l.upper(27)}`],
  ["Anthropic", "anthropic-key", (l) => `sk-ant-api03-${l.mixed(95)}`],
  ["OpenRouter", "openrouter-key", (l) => `sk-or-v1-${l.hex(64)}`],
  ["OpenAI project", "openai-key", (l) => `sk-proj-${l.mixed(120)}`],
  ["OpenAI classic", "openai-key", (l) => `sk-${l.alnum(20)}T3Blbk${l.alnum(22)}`],
  ["Groq", "groq-key", (l) => `gsk_${l.alnum(52)}`],
  ["Hugging Face", "huggingface-token", (l) => `hf_${l.alnum(34)}`],
  ["Replicate", "replicate-token", (l) => `r8_${l.alnum(37)}`],
  ["Perplexity", "perplexity-key", (l) => `pplx-${l.alnum(48)}`],
  ["xAI", "xai-key", (l) => `xai-${l.alnum(80)}`],
  ["NVIDIA", "nvidia-key", (l) => `nvapi-${l.mixed(64)}`],
  ["LangSmith", "langsmith-key", (l) => `lsv2_pt_${l.hex(32)}_${l.hex(10)}`],
  ["Pinecone", "pinecone-key", (l) => `pcsk_${l.alnum(70)}`],
  ["ElevenLabs", "elevenlabs-key", (l) => `sk_${l.hex(48)}`],
  ["Stripe", "stripe-key", (l) => `sk_live_${l.alnum(24)}`],
  ["Stripe restricted", "stripe-key", (l) => `rk_live_${l.alnum(99)}`],
  ["Stripe webhook", "stripe-webhook-secret", (l) => `whsec_${l.alnum(32)}`],
  ["Slack bot", "slack-token", (l) => `xoxb-${l.digits(12)}-${l.digits(12)}-${l.alnum(24)}`],
  ["Slack user", "slack-token", (l) => `xoxp-${l.digits(12)}-${l.digits(12)}-${l.digits(12)}-${l.hex(32)}`],
  ["Slack app", "slack-token", (l) => `xapp-1-A${l.upper(10)}-${l.digits(12)}-${l.hex(64)}`],
  ["Discord bot", "discord-token", (l) => `M${l.mixed(25)}.${l.alnum(6)}.${l.mixed(38)}`],
  ["Telegram bot", "telegram-token", (l) => `${l.digits(10)}:AA${l.mixed(33)}`],
  ["SendGrid", "sendgrid-key", (l) => `SG.${l.mixed(22)}.${l.mixed(43)}`],
  ["Mailgun", "mailgun-key", (l) => `key-${l.hex(32)}`],
  ["Mailchimp", "mailchimp-key", (l) => `${l.hex(32)}-us12`],
  ["Brevo", "brevo-key", (l) => `xkeysib-${l.hex(64)}-${l.alnum(16)}`],
  ["Resend", "resend-key", (l) => `re_${l.alnum(8)}_${l.alnum(24)}`],
  ["Twilio", "twilio-key", (l) => `SK${l.hex(32)}`],
  ["Square", "square-token", (l) => `sq0atp-${l.mixed(22)}`],
  ["Shopify", "shopify-token", (l) => `shpat_${l.hex(32)}`],
  ["Braintree", "braintree-token", (l) => `access_token$production$${l.lower(16)}$${l.hex(32)}`],
  ["Razorpay", "razorpay-key", (l) => `rzp_live_${l.alnum(14)}`],
  ["Plaid", "plaid-token", (l) => `access-production-${l.uuid()}`],
  ["Duffel", "duffel-token", (l) => `duffel_live_${l.mixed(43)}`],
  ["Shippo", "shippo-token", (l) => `shippo_live_${l.hex(40)}`],
  ["EasyPost", "easypost-key", (l) => `EZAK${l.alnum(54)}`],
  ["Facebook", "facebook-token", (l) => `EAA${l.alnum(150)}`],
  ["Linear", "linear-key", (l) => `lin_api_${l.alnum(40)}`],
  ["Notion", "notion-token", (l) => `ntn_${l.alnum(46)}`],
  ["Figma", "figma-token", (l) => `figd_${l.mixed(40)}`],
  ["Airtable", "airtable-token", (l) => `pat${l.alnum(14)}.${l.hex(64)}`],
  ["Trello", "trello-token", (l) => `ATTA${l.hex(64)}`],
  ["HubSpot", "hubspot-token", (l) => `pat-na1-${l.uuid()}`],
  ["Contentful", "contentful-token", (l) => `CFPAT-${l.mixed(43)}`],
  ["Typeform", "typeform-token", (l) => `tfp_${l.mixed(59)}`],
  ["JSR", "jsr-token", (l) => `jsrp_${l.alnum(40)}`],
  ["Infracost", "infracost-key", (l) => `ico-${l.alnum(32)}`],
  ["Yandex Cloud", "yandex-key", (l) => `AQVN${l.mixed(36)}`],
  [
    "1Password secret key",
    "onepassword-key",
    (l) => `A3-${[6, 6, 5, 5, 5, 5].map((count) => l.upper(count)).join("-")}`,
  ],
  ["Render", "render-key", (l) => `rnd_${l.alnum(30)}`],
  ["ClickHouse", "clickhouse-key", (l) => `4b1d${l.alnum(38)}`],
  ["Tavily", "tavily-key", (l) => `tvly-dev-${l.alnum(32)}`],
  ["Flutterwave", "flutterwave-key", (l) => `FLWSECK-${l.hex(32)}-X`],
  ["X", "twitter-token", (l) => `${"A".repeat(22)}${l.mixed(84)}`],
  ["Dropbox", "dropbox-token", (l) => `sl.${l.mixed(140)}`],
  ["Asana", "asana-token", (l) => `2/${l.digits(16)}/${l.digits(16)}:${l.hex(32)}`],
  ["ClickUp", "clickup-token", (l) => `pk_${l.digits(8)}_${l.upper(32)}`],
  ["Frame.io", "frameio-token", (l) => `fio-u-${l.mixed(64)}`],
  ["Mapbox", "mapbox-token", (l) => `sk.eyJ${l.alnum(80)}.${l.mixed(22)}`],
  ["JSON web token", "json-web-token", (l) => `eyJ${l.mixed(33)}.eyJ${l.mixed(60)}.${l.mixed(43)}`],
];

const block = (label: string, l: Letters): string =>
  `-----BEGIN ${label}-----\n${l.base64(64)}\n${l.base64(64)}\n${l.base64(40)}\n-----END ${label}-----`;

/** Secrets that are told by what stands around them. */
const placed: readonly (readonly [
  kind: string,
  rule: string,
  make: (l: Letters) => Pick<SecretSample, "secret" | "text">,
])[] = [
  ...[
    "RSA PRIVATE KEY",
    "PRIVATE KEY",
    "EC PRIVATE KEY",
    "OPENSSH PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "PGP PRIVATE KEY BLOCK",
  ].map((label) => [label, "private-key", (l: Letters) => ({ secret: block(label, l) })] as const),
  around(
    "Slack webhook",
    "slack-webhook",
    (l) => `T${l.upper(8)}/B${l.upper(8)}/${l.alnum(24)}`,
    "https://hooks.slack.com/services/{}",
  ),
  around(
    "Discord webhook",
    "discord-webhook",
    (l) => l.mixed(68),
    "https://discord.com/api/webhooks/123456789012345678/{}",
  ),
  around("PostgreSQL link", "url-password", (l) => l.mixed(14), "postgres://app:{}@db.internal:5432/shop"),
  around("MongoDB link", "url-password", (l) => l.mixed(16), "mongodb+srv://app:{}@cluster0.example.net/shop"),
  around("Redis link without a user", "url-password", (l) => l.mixed(20), "redis://:{}@cache:6379/0"),
  around("AMQP link", "url-password", (l) => l.mixed(12), "amqps://worker:{}@mq.internal/orders"),
  around("git remote with a password", "url-password", (l) => l.mixed(18), "https://ada:{}@git.example.org/shop.git"),
  around("git remote with a token for a user", "url-password", (l) => l.hex(40), "https://{}@git.example.org/shop.git"),
  around("bearer header", "bearer-token", (l) => l.mixed(40), "Authorization: Bearer {}"),
  around("basic header", "basic-credentials", (l) => btoa(`ada:${l.mixed(12)}`), "Authorization: Basic {}"),
  around("cookie header", "session-cookie", (l) => `sid=${l.mixed(32)}; theme=dark`, "Cookie: {}"),
  around("session cookie", "session-cookie", (l) => l.lower(32), "PHPSESSID={}"),
  around(
    "Azure storage",
    "azure-key",
    (l) => `${l.base64(86)}==`,
    "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={};EndpointSuffix=core.windows.net",
  ),
  around(
    "Azure shared access signature",
    "signed-link",
    (l) => `${l.alnum(43)}%3D`,
    "https://shop.blob.core.windows.net/a/b?sv=2024-01-01&sp=r&sig={}",
  ),
  around(
    "AWS signed link",
    "signed-link",
    (l) => l.hex(64),
    "https://shop.s3.amazonaws.com/a?X-Amz-Expires=300&X-Amz-Signature={}",
  ),
  around(
    "SQL Server",
    "connection-string",
    (l) => `Blue${l.of("abcdefgh", 6)}`,
    "Server=db;Database=shop;User Id=app;Password={};Encrypt=true",
  ),
  around("libpq", "password", (l) => l.mixed(12), "host=db user=app password={} dbname=shop"),
  around("AWS secret", "aws-secret-key", (l) => l.base64(40), "aws_secret_access_key = {}"),
  around("password as a variable", "password", (l) => `${l.of("bcdfghklmnprst", 6)}house`, "DB_PASSWORD={}"),
  around("PGPASSWORD", "password", (l) => l.mixed(10), "PGPASSWORD={} psql -h db shop"),
  around("password in code", "password", (l) => l.mixed(12), "password = '{}'"),
  around("password in YAML", "password", (l) => l.mixed(12), "password: {}"),
  around("password in JSON", "password", (l) => l.mixed(12), '{"password": "{}"}'),
  around("password as an option", "password", (l) => l.mixed(12), "mysqldump --password={} shop"),
  around("password in XML", "password", (l) => l.mixed(12), "<password>{}</password>"),
  around("curl", "password", (l) => l.mixed(12), "curl -sS -u ada:{} https://api.example.org/v1"),
  around(
    "kubeconfig",
    "private-key",
    (l) => `LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQ${l.alnum(400)}==`,
    "client-key-data: {}",
  ),
  around("PuTTY", "private-key", (l) => `${l.base64(64)}\n${l.base64(64)}\n${l.base64(20)}=`, "Private-Lines: 3\n{}"),
  around(
    "git remote with a token before",
    "url-password",
    (l) => l.hex(40),
    "https://{}:x-oauth-basic@git.example.org/a.git",
  ),
  around("AWS session token", "secret-value", (l) => `IQoJb3JpZ2lu${l.alnum(900)}==`, "aws_session_token = {}"),
  around(
    "one-time codes",
    "secret-value",
    (l) => `${l.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 26)}234567`,
    "otpauth://totp/shop:ada?secret={}&issuer=shop",
  ),
  around("password in words", "password", (l) => l.mixed(12), "the password is {}"),
  around("mysql", "password", (l) => l.mixed(12), "mysql -u root -p{} shop"),
  around("netrc", "password", (l) => l.mixed(16), "machine git.example.org login ada password {}"),
  around("client secret", "secret-value", (l) => l.mixed(32), "client_secret: {}"),
  around("API key in code", "secret-value", (l) => l.mixed(32), 'const apiKey = "{}";'),
  around("API key header", "secret-value", (l) => l.hex(40), "X-Api-Key: {}"),
  around("API key in a link", "secret-value", (l) => l.mixed(24), "https://api.example.org/v1?api_key={}&page=2"),
  around("access token as a variable", "secret-value", (l) => l.mixed(40), "export SHOP_ACCESS_TOKEN={}"),
  around("secret key base", "secret-value", (l) => l.hex(128), "SECRET_KEY_BASE={}"),
  around("npmrc", "secret-value", (l) => l.uuid(), "//registry.example.org/:_authToken={}"),
  around("token as an option", "secret-value", (l) => l.mixed(32), "deploy --token {} --now"),
  around("Heroku key", "heroku-key", (l) => l.uuid(), "HEROKU_API_KEY={}"),
  around("Datadog key", "datadog-key", (l) => l.hex(32), "DD_API_KEY={}"),
  around(
    "Teams webhook",
    "teams-webhook",
    (l) => `${l.uuid()}@${l.uuid()}/IncomingWebhook/${l.hex(32)}/${l.uuid()}`,
    "https://shop.webhook.office.com/webhookb2/{}",
  ),
  around("Okta", "okta-token", (l) => `00${l.mixed(40)}`, "Authorization: SSWS {}"),
  around("other header", "authorization", (l) => l.mixed(32), "Authorization: token {}"),
  around("WireGuard", "secret-value", (l) => `${l.base64(43)}=`, "PrivateKey = {}"),
];

function around(kind: string, rule: string, make: Make, frame: string): (typeof placed)[number] {
  return [
    kind,
    rule,
    (letters) => {
      const secret = make(letters);
      return { secret, text: frame.replace("{}", () => secret) };
    },
  ];
}

/** One of each kind; another seed gives others. */
export function secretSamples(seed: number): readonly SecretSample[] {
  return [
    ...own.map(([kind, rule, make], at) => ({ kind, rule, secret: make(new Letters(seed * 1000 + at)) })),
    ...placed.map(([kind, rule, make], at) => ({ kind, rule, ...make(new Letters(seed * 1000 + 500 + at)) })),
  ];
}

/** How people and agents write a secret down, each with what it must become. */
export const contexts: Readonly<Record<string, (text: string) => string>> = {
  sentence: (text) => `Please use ${text}, then try again.`,
  "end of a sentence": (text) => `It works with ${text}.`,
  JSON: (text) => `{"note": ${JSON.stringify(text)}, "more": true}`,
  YAML: (text) => `steps:\n  - run: deploy\n    note: ${text}\n`,
  "a variable": (text) => `export DEMO_NOTE='${text}'\nnpm start`,
  "a shell command": (text) => `echo "${text}" | pbcopy && ls`,
  "a link": (text) => `See https://example.org/?q=${text}&page=2#top`,
  "code in Markdown": (text) => `Run:\n\n\`\`\`sh\n${text}\n\`\`\`\n\nor \`${text}\``,
  "a diff": (text) => `@@ -1 +1 @@\n-old\n+${text}\n`,
};
