// What is offered while code is typed: members of what stands before the dot, and the words of the language.
import { snippetCompletion, type Completion, type CompletionSource } from '@codemirror/autocomplete'
import { scopeCompletionSource, snippets, localCompletionSource } from '@codemirror/lang-javascript'
import { syntaxTree } from '@codemirror/language'
import { offersFor, type Members, type Offer } from './members.ts'

const PATH = /[\w$]+(?:\??\.[\w$]*)*$/

const completionOf = ({ label, detail, isCalled }: Offer): Completion =>
  isCalled
    ? snippetCompletion(`${label}(\${})`, { label, detail: detail ?? '', type: 'function' })
    : { label, ...(detail === undefined ? {} : { detail }), type: 'property' }

const isText = (name: string): boolean => /String|Comment|Template|RegExp/.test(name)

/** Of the language itself: JSON, Math, Object and the like. */
const LANGUAGE = scopeCompletionSource({ JSON, Math, Object, Array, Date, String, Number, Promise, URL, console })

export const completionsOf =
  (members: Members): CompletionSource =>
  (context) => {
    if (isText(syntaxTree(context.state).resolveInner(context.pos, -1).name)) return null
    const typed = context.matchBefore(PATH)?.text ?? ''
    const word = /[\w$]*$/.exec(typed)?.[0] ?? ''
    if (typed === '' && !context.explicit) return null
    const options = offersFor(members, typed).map(completionOf)
    const isFirst = word === typed
    if (isFirst) options.push(...snippets)
    const local = isFirst ? localCompletionSource(context) : null
    if (local) options.push(...local.options)
    if (options.length === 0) return LANGUAGE(context)
    return { from: context.pos - word.length, options, validFor: /^[\w$]*$/ }
  }
