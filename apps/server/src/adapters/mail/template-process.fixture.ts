// Takes the place of the process that fills templates in: says nothing to `silence`, dies of `death`, and repeats all else.
import type { TemplateToRender } from '@symbolon/core/render-template'

process.on('message', ({ template }: TemplateToRender) => {
  if (template === 'death') process.exit(1)
  if (template !== 'silence') process.send?.({ text: template })
})
process.send?.({ text: '' })
