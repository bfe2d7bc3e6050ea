// Lines of a program, to be taken elsewhere.
import { Box, Button, Code, CopyButton } from '@mantine/core'
import { useTexts } from '../texts/index.ts'

export function CopiedCode({ label, code }: { label: string; code: string }) {
  const texts = useTexts()
  return (
    <Box pos="relative">
      <Code block tabIndex={0} role="group" aria-label={label} pr={110} className="program">
        {code}
      </Code>
      <Box pos="absolute" top={8} right={8}>
        <CopyButton value={code}>
          {({ copied, copy }) => (
            <Button variant="default" size="xs" onClick={copy} aria-label={`${texts.copy}: ${label}`}>
              {copied ? texts.copied : texts.copy}
            </Button>
          )}
        </CopyButton>
      </Box>
    </Box>
  )
}
