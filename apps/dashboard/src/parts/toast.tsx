// A line that says what has just happened; read out, and gone by itself when the next thing is done.
import { Box, Notification } from '@mantine/core'
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { fill, useTexts } from '../texts/index.ts'

type Said = { readonly text: string; readonly isBad: boolean }

type Toast = { readonly say: (text: string) => void; readonly fail: (error: unknown) => void }

const ToastContext = createContext<Toast>({ say: () => undefined, fail: () => undefined })

export const useToast = (): Toast => use(ToastContext)

export const whyOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export function ToastProvider({ children }: { children: ReactNode }) {
  const texts = useTexts()
  const [said, setSaid] = useState<Said>()
  const say = useCallback((text: string) => setSaid({ text, isBad: false }), [])
  const fail = useCallback(
    (error: unknown) => setSaid({ text: fill(texts.failed, { why: whyOf(error) }), isBad: true }),
    [texts],
  )
  useEffect(() => {
    if (!said || said.isBad) return undefined
    const forget = (): void => setSaid(undefined)
    addEventListener('pointerdown', forget)
    return () => removeEventListener('pointerdown', forget)
  }, [said])
  const toast = useMemo(() => ({ say, fail }), [say, fail])
  return (
    <ToastContext value={toast}>
      {children}
      <Box pos="fixed" top={72} right={16} maw="calc(100vw - 2rem)" role="status" className="toast">
        {said && (
          <Notification
            withBorder
            color={said.isBad ? 'red' : 'teal'}
            onClose={() => setSaid(undefined)}
            closeButtonProps={{ 'aria-label': texts.close }}
          >
            {said.text}
          </Notification>
        )}
      </Box>
    </ToastContext>
  )
}
