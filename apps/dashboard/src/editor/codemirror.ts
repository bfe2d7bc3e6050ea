// The field that code is written in, on CodeMirror: JavaScript in colours, completion, search, what is wrong with a line. Its styles carry
// the page's nonce, so that the policy need not allow any others.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting, syntaxTree } from '@codemirror/language'
import { linter, lintGutter, lintKeymap, type Diagnostic } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import {
  Annotation,
  Compartment,
  EditorSelection,
  EditorState,
  StateEffect,
  StateField,
  type Text,
} from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { completionsOf } from './completions.ts'
import { colours, looks } from './looks.ts'
import type { LineProblem } from './line-problem.ts'
import type { Members } from './members.ts'

export type CodeField = {
  readonly show: (value: string) => void
  readonly mark: (problem: LineProblem | undefined) => void
  readonly darken: (isDark: boolean) => void
  readonly close: () => void
}

type Asked = {
  readonly parent: Element
  readonly nonce: string
  readonly label: string
  /** Id of what says more about the field. */
  readonly hint: string
  readonly value: string
  readonly members: Members
  readonly onChange: (value: string) => void
}

const setProblem = StateEffect.define<LineProblem | undefined>()

const problemField = StateField.define<LineProblem | undefined>({
  create: () => undefined,
  update: (before, { effects, docChanged }) =>
    effects.reduce<LineProblem | undefined>(
      (problem, effect) => (effect.is(setProblem) ? effect.value : problem),
      docChanged ? undefined : before,
    ),
})

const MOST_ERRORS = 20

const markOf = (doc: Text, line: number, message: string): Diagnostic => {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines))
  return { from, to, severity: 'error', message }
}

/** What cannot be read as JavaScript, and what the server has said of a line. */
const problems = linter(
  ({ state }) => {
    const found: Diagnostic[] = []
    const told = state.field(problemField)
    if (told) found.push(markOf(state.doc, told.line, told.message))
    const lines = new Set(found.map(({ from }) => from))
    syntaxTree(state).iterate({
      enter: ({ type, from }) => {
        const line = state.doc.lineAt(from)
        if (!type.isError || lines.has(line.from) || found.length >= MOST_ERRORS) return
        lines.add(line.from)
        found.push(markOf(state.doc, line.number, 'SyntaxError'))
      },
    })
    return found
  },
  { needsRefresh: ({ startState, state }) => startState.field(problemField) !== state.field(problemField) },
)

/**
 * What is typed is put in here. A browser that does it itself keeps the looks of what was selected in a style of the new text, which the
 * page's policy refuses. Composed text (accents, other scripts) stays the browser's.
 */
const typing = EditorView.domEventHandlers({
  beforeinput: ({ inputType, data, isComposing }, view) => {
    if (inputType !== 'insertText' || data === null || isComposing || view.composing || view.state.readOnly)
      return false
    const { from, to } = view.state.selection.main
    const insert = () =>
      view.state.update(
        view.state.changeByRange((range) => ({
          changes: { from: range.from, to: range.to, insert: data },
          range: EditorSelection.cursor(range.from + data.length),
        })),
        { userEvent: 'input.type', scrollIntoView: true },
      )
    const isHandled = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, data, insert))
    if (!isHandled) view.dispatch(insert())
    return true
  },
})

/** What is shown from outside is no change by the person. */
const shown = Annotation.define<boolean>()

export function openCodeField({ parent, nonce, label, hint, value, members, onChange }: Asked): CodeField {
  const scheme = new Compartment()
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: value,
      extensions: [
        EditorView.cspNonce.of(nonce),
        EditorView.contentAttributes.of({ 'aria-label': label, 'aria-describedby': hint, spellcheck: 'false' }),
        typing,
        problemField,
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of('  '),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSelectionMatches(),
        EditorView.lineWrapping,
        javascript(),
        autocompletion({ override: [completionsOf(members)] }),
        syntaxHighlighting(colours),
        problems,
        scheme.of(looks(false)),
        // The tabulator leaves the field, as it does everywhere.
        keymap.of([
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...defaultKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...lintKeymap,
        ]),
        EditorView.updateListener.of(({ docChanged, state, transactions }) => {
          if (docChanged && !transactions.some((one) => one.annotation(shown))) onChange(state.doc.toString())
        }),
      ],
    }),
  })
  return {
    show: (text) => {
      if (text === view.state.doc.toString()) return
      const changes = { from: 0, to: view.state.doc.length, insert: text }
      view.dispatch({ changes, annotations: shown.of(true) })
    },
    mark: (problem) => view.dispatch({ effects: setProblem.of(problem) }),
    darken: (isDark) => view.dispatch({ effects: scheme.reconfigure(looks(isDark)) }),
    close: () => view.destroy(),
  }
}
