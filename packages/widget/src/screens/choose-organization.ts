// With which organization somebody goes on who has logged in and belongs to several.
import { h, type JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { OrganizationChoice } from '@symbolon/browser/legacy'
import type { Choose } from '../sign-in.ts'

export type Choice = {
  readonly organizations: readonly OrganizationChoice[]
  readonly take: (id: string) => void
}

/** What there is to choose from while somebody is asked, and what asks them. */
export function useChoice(): { readonly choice: Choice | undefined; readonly choose: Choose } {
  const [choice, setChoice] = useState<Choice | undefined>()
  const choose: Choose = (organizations) =>
    new Promise((resolve) => {
      const take = (id: string): void => {
        setChoice(undefined)
        resolve(id)
      }
      setChoice({ organizations, take })
    })
  return { choice, choose }
}

export const ChooseOrganization = ({ organizations, take }: Choice): JSX.Element =>
  h(
    'div',
    { class: 'choices' },
    organizations.map(({ id, name, display_name = name }) =>
      h(
        'button',
        { key: id, type: 'button', class: 'button quiet', onClick: () => take(id) },
        h('bdi', null, display_name),
      ),
    ),
  )
