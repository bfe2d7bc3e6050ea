// How the box looks. It follows the page it stands in: dark where the page's `color-scheme` is dark, read from right to left where its
// language is. Each colour is a variable that a page may set by the same name with `--symbolon-` before it.
import type { Application } from './application.ts'

const COLOUR = /^#[0-9a-f]{6}$/i

/** Of the hosted pages, until the server has said which the tenant's are. */
const DEFAULT: Application['colours'] = {
  light: { card: '#ffffff', text: '#1b1c20', line: '#e3e2de' },
  dark: { card: '#191a1f', text: '#eeeef1', line: '#2d2f36' },
}

function variables({ light, dark }: Application['colours']): string {
  const names = Object.keys(light).filter((name) => /^[a-z-]+$/.test(name))
  const lines = names.flatMap((name) => {
    const [day = '', night = ''] = [light[name], dark[name]]
    const isSound = COLOUR.test(day) && COLOUR.test(night)
    return isSound ? `--${name}:var(--symbolon-${name},light-dark(${day},${night}));` : []
  })
  return `:host{${lines.join('')}}`
}

const sheetOf = (css: string): CSSStyleSheet => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  return sheet
}

/** The tenant's colours by day and night. */
export const coloursSheet = (colours: Application['colours']): CSSStyleSheet => sheetOf(variables(colours))

let shared: CSSStyleSheet | undefined

/** Everything else: one sheet for all boxes of a page, which no content security policy minds. */
export const styleSheet = (): CSSStyleSheet => (shared ??= sheetOf(variables(DEFAULT) + STYLES))

const STYLES = `
:host{display:block;--radius:var(--symbolon-radius,.625rem);--font:var(--symbolon-font,ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Helvetica Neue',Arial,'Noto Sans Arabic','Hiragino Sans','Noto Sans JP','Noto Sans CJK JP',sans-serif)}
:host([hidden]){display:none}
*,*::before,*::after{box-sizing:border-box}
.card{position:relative;inline-size:100%;max-inline-size:26.5rem;min-block-size:8rem;padding:2rem;background:var(--card);color:var(--text);border:1px solid var(--line);border-radius:calc(var(--radius)*2);font:400 1rem/1.5 var(--font);text-align:start;overflow-wrap:anywhere}
dialog{inline-size:min(26.5rem,100vw - 2rem);max-block-size:calc(100dvh - 2rem);padding:0;border:0;border-radius:calc(var(--radius)*2);background:transparent;color:inherit;overflow:auto;box-shadow:0 1.5rem 4rem -1rem rgb(0 0 0/.45)}
dialog::backdrop{background:rgb(10 11 14/.55)}
.close{position:absolute;inset-block-start:.75rem;inset-inline-end:.75rem;inline-size:2.75rem;block-size:2.75rem;padding:0;border:0;border-radius:50%;background:transparent;color:var(--muted);font:inherit;font-size:1.5rem;line-height:1;cursor:pointer}
.close:hover{background:var(--soft);color:var(--text)}
.brand{display:flex;align-items:center;gap:.625rem;min-block-size:2.25rem;margin-block-end:1.25rem;padding-inline-end:2.5rem;font-weight:600}
.mark{flex:none;inline-size:1.75rem;block-size:1.75rem;fill:var(--link)}
.logo{display:block;max-inline-size:100%;block-size:2.25rem;object-fit:contain;object-position:left center}
[dir=rtl] .logo{object-position:right center}
h2{margin:0;font-size:1.5rem;line-height:1.2;font-weight:680;letter-spacing:-.018em;text-wrap:balance;outline:0}
:lang(ja) h2,:lang(ar) h2,.card:lang(ja) h2,.card:lang(ar) h2{letter-spacing:normal;line-height:1.35}
p{margin:0;text-wrap:pretty}
.lead{margin-block-start:.375rem;color:var(--muted)}
.lead strong{color:var(--text);font-weight:600}
form{display:grid;gap:1.125rem;margin-block-start:1.5rem}
.field{display:grid;gap:.375rem}
label{font-weight:550;font-size:.9375rem}
.input{position:relative;display:grid}
input{inline-size:100%;min-block-size:2.875rem;padding:.5rem .875rem;font:inherit;color:var(--text);background:var(--field);border:1px solid var(--edge);border-radius:var(--radius);text-overflow:ellipsis}
input:hover{border-color:var(--text)}
input[aria-invalid=true]{border-color:var(--danger);box-shadow:inset 0 0 0 1px var(--danger)}
[dir=rtl] input[dir=ltr]{text-align:right}
.input input{padding-inline-end:5.5rem}
[dir=rtl] .input input[dir=ltr]{padding:.5rem .875rem .5rem 5.5rem}
input:-webkit-autofill{-webkit-text-fill-color:var(--text);box-shadow:inset 0 0 0 100rem var(--soft)}
.toggle{position:absolute;inset-block:2px;inset-inline-end:2px;min-inline-size:2.75rem;padding:0 .875rem;border:0;border-radius:calc(var(--radius) - 2px);background:transparent;color:var(--link);font:inherit;font-size:.875rem;font-weight:550;cursor:pointer}
.toggle:hover{background:var(--soft)}
.problem{display:flex;gap:.375rem;color:var(--danger);font-size:.875rem;font-weight:500}
.problem::before{content:'!';flex:none;inline-size:1.125rem;block-size:1.125rem;margin-block-start:.125rem;border-radius:50%;background:var(--danger);color:var(--card);font-size:.75rem;font-weight:700;line-height:1.125rem;text-align:center}
.alert{padding:.75rem 1rem;border:1px solid var(--danger);border-inline-start-width:.25rem;border-radius:var(--radius);background:var(--danger-soft);font-size:.9375rem;margin-block-start:1.25rem}
.alert+form{margin-block-start:1.125rem}
.button{inline-size:100%;min-block-size:2.875rem;padding:.5rem 1.25rem;border:1px solid var(--button-edge);border-radius:var(--radius);background:var(--button);color:var(--button-text);font:inherit;font-weight:600;cursor:pointer;transition:background-color .12s}
.button:hover{background:var(--button-over)}
.button.busy{cursor:progress}
.button.busy::after{content:'';display:inline-block;inline-size:.875em;block-size:.875em;margin-inline-start:.625em;vertical-align:-.1em;border:2px solid;border-inline-end-color:transparent;border-radius:50%;animation:turn .8s linear infinite}
@keyframes turn{to{transform:rotate(1turn)}}
.quiet{background:transparent;color:var(--text);border-color:var(--edge);text-align:start}
.quiet:hover{background:var(--soft)}
.choices{display:grid;gap:.625rem;margin-block-start:1.5rem}
.turn{justify-self:start;min-block-size:2.75rem;padding:0;border:0;background:none;color:var(--link);font:inherit;font-weight:550;text-align:start;text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:.2em;cursor:pointer}
.turn:hover{text-decoration-thickness:2px}
.field .turn{font-size:.875rem;margin-block:-.375rem -.625rem}
.aside{display:flex;flex-wrap:wrap;align-items:center;gap:0 .375rem;margin-block:1rem -.75rem;color:var(--muted);font-size:.9375rem}
.aside .turn{font-size:inherit}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
input:focus-visible{outline-offset:0;border-color:transparent}
.rules{padding:.75rem 1rem;border-radius:var(--radius);background:var(--soft);font-size:.875rem}
.rules p{font-weight:550}
.rules ul{display:grid;gap:.125rem;margin:.25rem 0 0;padding:0;list-style:none}
.rules li{position:relative;padding-inline-start:1.125rem}
.rules li::before{content:'';position:absolute;inset-inline-start:.125rem;inset-block-start:.5em;inline-size:.375rem;block-size:.375rem;border-radius:50%;background:var(--muted)}
.rules li li::before{background:transparent;border:1px solid var(--muted)}
.rules .missed{color:var(--danger);font-weight:550}
.rules .missed::before{background:var(--danger)}
.sign{inline-size:3rem;block-size:3rem;margin-block-end:1rem;fill:none;stroke:var(--link);stroke-width:3;stroke-linecap:round;stroke-linejoin:round}
@media (max-width:24rem){.card{padding:1.5rem 1.125rem 1.75rem}}
@media (prefers-reduced-motion:reduce){.button{transition:none}.button.busy::after{animation-duration:4s}}
@media (prefers-contrast:more){.card{border-color:var(--edge)}}
@media (forced-colors:active){:focus-visible{outline-color:Highlight}.problem::before,.rules li::before{forced-color-adjust:none;background:CanvasText;color:Canvas}.mark{fill:CanvasText}.sign{stroke:CanvasText}}
`
