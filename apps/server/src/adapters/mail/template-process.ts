// The process in which tenants' own templates are filled in, one after the other. It says once that it is there, and then one thing for each
// that it is asked.
import { renderLiquid } from '@symbolon/core/mail/liquid'
import type { TemplateToRender } from '@symbolon/core/render-template'
import type { Rendered } from './templates.ts'

const render = async (asked: TemplateToRender): Promise<Rendered> => {
  try {
    return { text: await renderLiquid(asked) }
  } catch (error) {
    return { broken: error instanceof Error ? error.message : 'unknown' }
  }
}

process.on('message', (asked: TemplateToRender) => void render(asked).then((rendered) => process.send?.(rendered)))
process.send?.({ text: '' } satisfies Rendered)
