// Our own mails as HTML: one column that every mail program can show, in light and dark, from left or from right.
import type { Language } from './texts/index.ts'

export type LaidOut = {
  readonly language: Language
  readonly tenant: string
  readonly logo: string | undefined
  /** `#` and hexadecimal digits. */
  readonly color: string
  readonly title: string
  readonly paragraphs: readonly string[]
  readonly link: { readonly url: string; readonly label: string; readonly otherwise: string } | undefined
  readonly footer: readonly string[]
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)

const FONT =
  "-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Noto Sans','Noto Sans Arabic','Noto Sans JP',sans-serif"

const STYLE = `
  @media (prefers-color-scheme: dark) {
    body, .page { background: #16181d !important; }
    .card { background: #22252c !important; border-color: #363a44 !important; }
    .title, .text { color: #f2f3f5 !important; }
    .small { color: #a8adb8 !important; }
  }`

const mark = ({ logo, tenant }: LaidOut): string =>
  logo === undefined
    ? `<span class="title" style="font-size:18px;font-weight:600;color:#1d2027">${escape(tenant)}</span>`
    : `<img src="${escape(logo)}" alt="${escape(tenant)}" height="40" style="display:block;height:40px;border:0">`

/** Black or white, whichever can be read on the colour. WCAG 2 relative luminance */
function inkOn(color: string): string {
  const digits = color.length === 4 ? Array.from(color.slice(1), (digit) => digit + digit).join('') : color.slice(1)
  const [red = 0, green = 0, blue = 0] = [0, 2, 4]
    .map((at) => Number.parseInt(digits.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000000' : '#ffffff'
}

function buttonOf({ link, color }: LaidOut): string {
  if (!link) return ''
  const url = escape(link.url)
  return `<p style="margin:28px 0"><a href="${url}" style="display:inline-block;padding:13px 26px;border-radius:8px;background:${color};color:${inkOn(color)};font-weight:600;text-decoration:none">${escape(link.label)}</a></p>
<p class="small" style="margin:0 0 4px;font-size:13px;line-height:20px;color:#5c626e">${escape(link.otherwise)}</p>
<p class="small" dir="ltr" style="margin:0;font-size:13px;line-height:20px;color:#5c626e;word-break:break-all">${url}</p>`
}

/** The mail as a whole document. */
export function layOutHtml(mail: LaidOut): string {
  const { language, title, paragraphs, footer } = mail
  const text = paragraphs
    .map(
      (line) =>
        `<p class="text" style="margin:0 0 14px;font-size:16px;line-height:25px;color:#30343c">${escape(line)}</p>`,
    )
    .join('\n')
  const small = footer
    .map(
      (line) =>
        `<p class="small" style="margin:0 0 6px;font-size:13px;line-height:20px;color:#5c626e">${escape(line)}</p>`,
    )
    .join('\n')
  return `<!doctype html>
<html lang="${language.tag}" dir="${language.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body style="margin:0;background:#f3f4f6;font-family:${FONT}">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f4f6"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px">
<tr><td style="padding:0 8px 20px">${mark(mail)}</td></tr>
<tr><td class="card" style="background:#ffffff;border:1px solid #e2e4e9;border-radius:14px;padding:34px 32px">
<h1 class="title" style="margin:0 0 18px;font-size:24px;line-height:31px;color:#1d2027">${escape(title)}</h1>
${text}
${buttonOf(mail)}
</td></tr>
<tr><td style="padding:20px 8px 0">${small}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`
}

/** The same as plain text. */
export const layOutText = ({ title, paragraphs, link, footer }: LaidOut): string =>
  [title, ...paragraphs, ...(link ? [`${link.label}:\n${link.url}`] : []), '-- ', footer.join('\n')].join('\n\n') + '\n'
