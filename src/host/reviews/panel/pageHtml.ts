/** What the page's document is made of: addresses as the webview can load them. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  readonly cspSource: string;
  /** Random, once per document. */
  readonly nonce: string;
  readonly title: string;
  /** The id of what is reviewed: the page keeps it before anything else, and is found again by it after a reload. */
  readonly request: string;
  readonly language: string;
}

function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The document around the page's script; no inline script or style, no network. */
export function pageHtml({ script, style, cspSource, nonce, title, request, language }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `img-src data: ${cspSource}`,
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${attribute(title)}</title>
    <link rel="stylesheet" href="${attribute(style)}">
  </head>
  <body data-request="${attribute(request)}">
    <script type="module" nonce="${nonce}" src="${attribute(script)}"></script>
  </body>
</html>
`;
}
