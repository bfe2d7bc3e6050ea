// A token that is pasted.
import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../texts/index.ts'
import { AskForm, type Asking } from './ask-form.tsx'

export function TokenForm({ isBusy, problemOf, onAsk, first }: Asking & { readonly first: string }) {
  const texts = useTexts()
  const [token, setToken] = useState(first)
  return (
    <AskForm isBusy={isBusy} onAsk={() => onAsk({ token })}>
      <Textarea
        required
        label={texts.explainToken}
        description={texts.explainTokenHint}
        error={problemOf('token')}
        autosize
        minRows={4}
        maxRows={10}
        maxLength={16_384}
        spellCheck={false}
        autoComplete="off"
        classNames={{ input: 'mono' }}
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
      />
    </AskForm>
  )
}
