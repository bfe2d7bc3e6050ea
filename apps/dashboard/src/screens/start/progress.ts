// How far somebody has come in the guided start. Kept in the browser; secrets and tokens are not part of it.
import { useLocalStorage } from '@mantine/hooks'

export const STEPS = ['api', 'app', 'token', 'see', 'protect'] as const

export type Step = (typeof STEPS)[number]

export type Progress = {
  readonly api_id?: string
  readonly client_id?: string
  readonly done: readonly Step[]
  /** The overview tells of it no more. */
  readonly isHidden?: boolean
}

const NOTHING: Progress = { done: [] }

const read = (text: string | undefined): Progress => {
  try {
    const { api_id, client_id, done, isHidden } = Object(JSON.parse(text ?? '{}'))
    return {
      ...(typeof api_id === 'string' ? { api_id } : {}),
      ...(typeof client_id === 'string' ? { client_id } : {}),
      done: STEPS.filter((step) => Array.isArray(done) && done.includes(step)),
      isHidden: isHidden === true,
    }
  } catch {
    return NOTHING
  }
}

export type Progressing = {
  readonly progress: Progress
  /** The first step that has not been done; undefined when all have. */
  readonly current: Step | undefined
  readonly finish: (step: Step, found?: Pick<Progress, 'api_id' | 'client_id'>) => void
  readonly hide: () => void
  readonly startOver: () => void
}

export function useProgress(): Progressing {
  const [progress, setProgress] = useLocalStorage<Progress>({
    key: 'symbolon-start',
    defaultValue: NOTHING,
    deserialize: read,
    getInitialValueInEffect: false,
  })
  return {
    progress,
    current: STEPS.find((step) => !progress.done.includes(step)),
    finish: (step, found) =>
      setProgress((before) => ({
        ...before,
        ...found,
        done: STEPS.filter((one) => one === step || before.done.includes(one)),
      })),
    hide: () => setProgress((before) => ({ ...before, isHidden: true })),
    startOver: () => setProgress(NOTHING),
  }
}
