// The dashboard: where a tenant is run. This file begins it: who is here, then the pages.
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, useEffect, useMemo, useState, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { router } from './router.tsx'
import { begin, pageFact } from './session/client.ts'
import { NotStarted } from './shell/not-started.tsx'
import { cssVariables, theme } from './shell/theme.ts'
import { ToastProvider } from './parts/toast.tsx'
import { firstLanguage, keepLanguage, LanguageContext, type Language } from './texts/index.ts'

const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 5000, retry: 1 } } })

function Languages({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage)
  useEffect(() => void (document.documentElement.lang = language), [language])
  const context = useMemo(
    () => ({
      language,
      choose: (chosen: Language): void => {
        keepLanguage(chosen)
        setLanguage(chosen)
      },
    }),
    [language],
  )
  return <LanguageContext value={context}>{children}</LanguageContext>
}

function App({ children }: { children: ReactNode }) {
  return (
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={() => pageFact('nonce')}
      >
        <Languages>
          <QueryClientProvider client={queries}>
            <ToastProvider>{children}</ToastProvider>
          </QueryClientProvider>
        </Languages>
      </MantineProvider>
    </StrictMode>
  )
}

// The dialogs keep the page behind them still by a style of their own, which needs the nonce: that is where they look for one.
Reflect.set(globalThis, '__webpack_nonce__', pageFact('nonce'))

const root = createRoot(document.querySelector('#root') ?? document.body)
try {
  if (await begin()) {
    root.render(
      <App>
        <RouterProvider router={router} />
      </App>,
    )
  }
} catch (error) {
  root.render(
    <App>
      <NotStarted error={error} />
    </App>,
  )
}
