// The real page in a frame, with what has not been saved. The server makes it under an address of its own; it is asked again when
// nothing has been typed for a moment.
import {
  Alert,
  Box,
  Group,
  NativeSelect,
  SegmentedControl,
  Skeleton,
  Stack,
  useComputedColorScheme,
} from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Part } from '../../parts/part.tsx'
import { whyOf } from '../../parts/toast.tsx'
import { call } from '../../session/call.ts'
import { fill, useSaid } from '../../texts/index.ts'
import { BRANDING, isPageName, PAGES, type PageName } from './texts.ts'

/** Milliseconds without a key. */
const MOMENT = 300

/** The address of a preview works for two minutes; it is shown at once. */
const KEPT_FOR = 60_000

const HEIGHT = 620

/** What is not saved, as POST /branding/preview takes it. */
export type Unsaved = Readonly<Record<string, unknown>>

type Props = {
  readonly unsaved: Unsaved
  readonly language: string
  readonly page: PageName
  readonly onPage: (page: PageName) => void
}

export function Preview({ unsaved, language, page, onPage }: Props) {
  const said = useSaid(BRANDING)
  const names = useSaid(PAGES)
  const own = useComputedColorScheme('light')
  const [chosen, setScheme] = useState<'light' | 'dark'>()
  const scheme = chosen ?? own
  const [wanted] = useDebouncedValue(JSON.stringify({ ...unsaved, language, page, scheme }), MOMENT)
  const { data, error } = useQuery({
    queryKey: ['/branding/preview', wanted],
    queryFn: () => call<{ url: string }>('POST', '/branding/preview', JSON.parse(wanted)),
    placeholderData: keepPreviousData,
    staleTime: KEPT_FOR,
    gcTime: KEPT_FOR,
    refetchOnWindowFocus: false,
    retry: false,
  })
  return (
    <Part title={said.preview}>
      <Stack gap="sm">
        <Group align="flex-end">
          <NativeSelect
            flex={1}
            label={said.page}
            value={page}
            onChange={({ currentTarget: { value } }) => isPageName(value) && onPage(value)}
            data={Object.entries(names).map(([value, label]) => ({ value, label }))}
          />
          <SegmentedControl
            aria-label={said.scheme}
            value={scheme}
            onChange={(value) => setScheme(value === 'dark' ? 'dark' : 'light')}
            data={[
              { value: 'light', label: said.light },
              { value: 'dark', label: said.dark },
            ]}
          />
        </Group>
        {error && (
          <Alert color="red" variant="outline" role="status">
            {fill(said.noPreview, { why: whyOf(error) })}
          </Alert>
        )}
        <Box h={HEIGHT} bd="1px solid var(--mantine-color-default-border)" bdrs="md" style={{ overflow: 'hidden' }}>
          {data ? (
            <iframe
              title={said.preview}
              src={data.url}
              tabIndex={-1}
              style={{ width: '100%', height: '100%', border: 0 }}
            />
          ) : (
            <Skeleton height={HEIGHT} />
          )}
        </Box>
      </Stack>
    </Part>
  )
}
