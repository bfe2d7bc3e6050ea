// The token debugger: a page that looks at a token by itself. The server never sees what is pasted.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { DEBUGGER_SCRIPT, DEBUGGER_STYLES } from '../assets.ts'
import { html, type Html } from '../html.ts'
import { chooseLanguage } from '../languages.ts'
import { layout } from '../layout.ts'
import { pageContext, sendPage } from '../page.ts'
import { GERMAN, GERMAN_MEANINGS } from './words-de.ts'
import { ENGLISH, ENGLISH_MEANINGS, type DebuggerWords } from './words.ts'

/** Characters of a token that are looked at. */
const MAX_TOKEN = 65_536

/** Characters of a key. */
const MAX_KEY = 65_536

const section = (id: string, title: string, content: Html): Html =>
  html`<section id="${id}" hidden><h2>${title}</h2>${content}</section>`

const table = (
  id: string,
  words: DebuggerWords,
): Html => html`<div class="scroll" tabindex="0" role="group" aria-labelledby="${id}-title">
<table role="table">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${words.nameColumn}</th><th scope="col" role="columnheader">${words.valueColumn}</th><th scope="col" role="columnheader">${words.meaningColumn}</th></tr></thead>
<tbody role="rowgroup" id="${id}-rows"></tbody>
</table>
</div>`

const titled = (id: string, title: string, words: DebuggerWords): Html =>
  html`<section id="${id}" hidden><h2 id="${id}-title">${title}</h2>${table(id, words)}</section>`

const content = (words: DebuggerWords): Html => html`<p id="no-script" class="alert">${words.noScript}</p>
<div class="flow">
<div class="field">
<div class="label-row"><label for="token">${words.tokenLabel}</label><button id="clear" class="plain" type="button" hidden>${words.clear}</button></div>
<textarea id="token" rows="7" maxlength="${MAX_TOKEN}" spellcheck="false" autocomplete="off" autocapitalize="off" dir="ltr" aria-describedby="token-hint"></textarea>
<p id="token-hint" class="hint">${words.tokenHint}</p>
</div>
<div id="verdict" role="status" hidden><strong id="kind"></strong> <span id="size" class="hint"></span><p id="parts" dir="ltr" aria-hidden="true"></p></div>
${section('notes', words.notes, html`<ul id="note-rows"></ul>`)}
${section(
  'signature',
  words.signature,
  html`<p id="signature-says" role="status"></p>
<div id="key-field" class="field" hidden><label for="key">${words.keyLabel}</label><textarea id="key" rows="4" maxlength="${MAX_KEY}" spellcheck="false" autocomplete="off" autocapitalize="off" dir="ltr" aria-describedby="key-hint"></textarea><p id="key-hint" class="hint">${words.keyHint}</p></div>`,
)}
${titled('claims', words.claims, words)}
${titled('header', words.header, words)}
</div>`

/** Answers with the page, in English or German. */
export async function sendDebugger(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const context = await pageContext(request, {})
  const language = chooseLanguage([], request.headers['accept-language'], ['en', 'de'])
  const [words, meanings] = language === 'de' ? [GERMAN, GERMAN_MEANINGS] : [ENGLISH, ENGLISH_MEANINGS]
  const { issuer } = request.tenancy.tenant
  const page = layout(
    { ...context, language, direction: 'ltr' },
    {
      title: words.title,
      lead: words.lead,
      content: content(words),
      isWide: true,
      stylesheet: DEBUGGER_STYLES.path,
      script: DEBUGGER_SCRIPT.path,
      facts: { issuer, words: JSON.stringify(words), meanings: JSON.stringify(meanings) },
    },
  )
  return sendPage(reply, 200, page, { connect: `${issuer}.well-known/jwks.json` })
}
