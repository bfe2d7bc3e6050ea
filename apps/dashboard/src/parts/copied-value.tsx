// A value that people carry elsewhere.
import { Button, CopyButton, Group, Text } from '@mantine/core'
import { useTexts } from '../texts/index.ts'

export function CopiedValue({ label, value }: { label: string; value: string }) {
  const texts = useTexts()
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {label}
      </Text>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Text className="mono" component="code" py={8} flex={1}>
          {value}
        </Text>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button variant="default" size="xs" onClick={copy} aria-label={`${texts.copy}: ${label}`}>
              {copied ? texts.copied : texts.copy}
            </Button>
          )}
        </CopyButton>
      </Group>
    </div>
  )
}
