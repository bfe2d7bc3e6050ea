// The port to what fills a tenant's own templates in, apart from everything else: however long one takes, no request waits for it.

/** What a value becomes text for: a page, or the header of a mail. */
export type Escape = 'html' | 'header'

/** A template and what it is filled in with: plain data. */
export type TemplateToRender = {
  /** Whose it is: what takes too much is nobody else's trouble. */
  readonly tenant_id: string
  readonly template: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly escape: Escape
}

/** Rejects with `TemplateBroken` when it cannot be filled in, or takes too much. */
export type RenderTemplate = (asked: TemplateToRender) => Promise<string>

/** A template of the tenant's that cannot be used: its administrator has to mend it. */
export class TemplateBroken extends Error {
  override readonly name = 'TemplateBroken'
}
