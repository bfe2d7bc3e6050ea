// How the dashboard looks: the colours of the hosted pages, and enough contrast for everybody.
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

const ink: MantineColorsTuple = [
  '#eef4fa',
  '#d9e5f0',
  '#b3cce2',
  '#8fb4d6',
  '#6a9ac6',
  '#4781b4',
  '#2f6a9e',
  '#1f4e79',
  '#1a4266',
  '#123048',
]

export const theme = createTheme({
  colors: { ink },
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  headings: { fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif', fontWeight: '650' },
  cursorType: 'pointer',
  respectReducedMotion: true,
})

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#4f5963',
    '--mantine-color-placeholder': '#5f6973',
    '--mantine-color-error': '#b3261e',
  },
  dark: {
    '--mantine-color-dimmed': '#b5bdc5',
    '--mantine-color-placeholder': '#a0a8b0',
    '--mantine-color-error': '#ff9d95',
  },
})
