// What follows when something has been deleted: it is said, and one goes back to where it was listed, whatever was not saved of it.
import { useNavigate, type NavigateOptions } from '@tanstack/react-router'
import { useTexts } from '../texts/index.ts'
import { useToast } from './toast.tsx'

export function useDeparture(to: NonNullable<NavigateOptions['to']>, erase: () => Promise<void>): () => Promise<void> {
  const texts = useTexts()
  const { say } = useToast()
  const go = useNavigate()
  return async () => {
    await erase()
    say(texts.deleted)
    await go({ to, ignoreBlocker: true })
  }
}
