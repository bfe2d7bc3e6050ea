// To which organization somebody belongs, where the application asks before the login.
import { Fragment, h, type JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { OrganizationUnknown, type Application } from '../application.ts'
import type { BoxEvent } from '../events.ts'
import { TextField } from '../fields.ts'
import { Alert, Form, Submit } from '../pieces.ts'
import type { Speech } from '../wording.ts'

type Props = {
  readonly speech: Speech
  /** Whether the box may take the focus. */
  readonly mayFocus: boolean
  readonly within: (organization: string) => Promise<Application>
  readonly tell: (event: BoxEvent, about?: unknown) => void
  /** The application as it is within the organization that was named. */
  readonly named: (application: Application) => void
}

export function Organization({ speech: { texts }, mayFocus, within, tell, named }: Props): JSX.Element {
  const [name, type] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [problems, setProblems] = useState<{ readonly form?: string; readonly organization?: string }>({})
  useEffect(() => tell('organization ready'), [])

  const refuse = (thrown: unknown): void => {
    setBusy(false)
    const isUnknown = thrown instanceof OrganizationUnknown
    setProblems(isUnknown ? { organization: texts.organizationUnknown } : { form: texts.tryAgain })
  }
  const send = (): void => {
    setProblems(name.trim() === '' ? { organization: texts.organizationMissing } : {})
    if (name.trim() === '') return
    setBusy(true)
    tell('organization submit')
    within(name.trim()).then(named, refuse)
  }
  return h(
    Fragment,
    null,
    h(Alert, { text: problems.form }),
    h(
      Form,
      { onSend: send, isBusy, problems },
      h(TextField, {
        name: 'organization',
        label: texts.organizationLabel,
        type: 'text',
        autocomplete: 'organization',
        value: name,
        problem: problems.organization,
        focus: mayFocus,
        onType: type,
      }),
      h(Submit, { label: texts.continue, isBusy }),
    ),
  )
}
