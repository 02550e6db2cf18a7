// The HTML part of a mail: one column, styles where they apply, and colours that are read on a light and a dark ground.
import { escapeHtml, markdownToHtml } from "../../markdown/html.ts";
import { markdownToText } from "../../markdown/text.ts";
import type { Link, Tone, Words } from "./words.ts";

const COLOUR = { alarm: "#cf222e", trouble: "#bf6a02", good: "#1a7f37", quiet: "#6e7781" } as const satisfies Record<
  Tone,
  string
>;
const FONT = "font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const BUTTON = "display:inline-block;padding:10px 18px;border-radius:6px;background:#0b5cad;color:#ffffff";

export const htmlOf = ({ title, tone, body, lines, actions, links, footer, footerLinks }: Words): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(title)}</title>
</head>
<body style="margin:0;padding:16px;${FONT}">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(preheader({ body, lines }))}</div>
<div style="max-width:600px;margin:0 auto">
<h1 style="margin:0 0 16px;padding-left:12px;border-left:4px solid ${COLOUR[tone]};font-size:20px">${escapeHtml(title)}</h1>
${[
  ...(body === null ? [] : [`<div dir="auto">${markdownToHtml(body)}</div>`]),
  `<p dir="auto">${lines.map(escapeHtml).join("<br>\n")}</p>`,
  ...actions.map((one) => `<p>${anchor(one, `${BUTTON};text-decoration:none`)}</p>`),
  ...links.map((one) => `<p>${anchor(one)}</p>`),
].join("\n")}
<p style="margin-top:32px;font-size:13px;color:#6e7781">${[escapeHtml(footer), ...footerLinks.map((one) => anchor(one, "color:#6e7781"))].join("<br>\n")}</p>
</div>
</body>
</html>
`;

const anchor = ({ label, url }: Link, style = "color:#0b74de"): string =>
  `<a href="${escapeHtml(url)}" style="${style}">${escapeHtml(label)}</a>`;

/** What mail programs show beside the subject. */
const MAX_PREHEADER = 120;
const preheader = ({ body, lines }: Pick<Words, "body" | "lines">): string =>
  [...(body === null ? lines.join(" · ") : markdownToText(body)).replace(/\s+/g, " ")].slice(0, MAX_PREHEADER).join("");
