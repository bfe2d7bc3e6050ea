// How code looks: the colours of the dashboard, with enough contrast by day and by night. The variables stand in dashboard.css.
import { HighlightStyle } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import type { Extension } from '@codemirror/state'
import { tags } from '@lezer/highlight'

const variable = (name: string): string => `var(--code-${name})`

export const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: variable('keyword') },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: variable('string') },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: variable('number') },
  { tag: tags.comment, color: variable('comment'), fontStyle: 'italic' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: variable('function') },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: variable('property') },
  { tag: tags.invalid, color: 'var(--mantine-color-error)' },
])

const BORDER = '1px solid var(--mantine-color-default-border)'

export const looks = (dark: boolean): Extension =>
  EditorView.theme(
    {
      '&': { backgroundColor: 'var(--mantine-color-body)', color: 'var(--mantine-color-text)', fontSize: '13px' },
      '&.cm-focused': { outline: '2px solid var(--mantine-primary-color-filled)', outlineOffset: '1px' },
      '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.6', maxHeight: '60vh' },
      '.cm-content': { minHeight: '220px', caretColor: 'var(--mantine-color-text)' },
      '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
      '.cm-gutters': {
        backgroundColor: 'var(--mantine-color-body)',
        color: 'var(--mantine-color-dimmed)',
        border: '0',
        borderRight: BORDER,
      },
      '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: variable('line') },
      '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
        backgroundColor: variable('selection'),
      },
      '.cm-tooltip, .cm-panels': {
        backgroundColor: 'var(--mantine-color-body)',
        color: 'var(--mantine-color-text)',
        border: BORDER,
        borderRadius: 'var(--mantine-radius-sm)',
      },
      '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
        backgroundColor: 'var(--mantine-primary-color-filled)',
        color: '#fff',
      },
      '.cm-completionDetail': { marginLeft: '1em', fontStyle: 'normal', opacity: '0.85' },
      // Instead of pictures, which the policy lets come from one place alone.
      '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--mantine-color-error)' },
      '.cm-lint-marker-error': {
        content: 'normal',
        width: '0.7em',
        height: '0.7em',
        margin: '0.3em',
        borderRadius: '50%',
        backgroundColor: 'var(--mantine-color-error)',
      },
      '.cm-panels input, .cm-panels button': { color: 'inherit', background: 'transparent' },
    },
    { dark },
  )
