// A token for an API on the spot, and what stands in it.
import { Button, Card, Group, Stack, Table, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { use, useState } from 'react'
import { claimsIn, ClaimsTable } from '../../parts/claims-table.tsx'
import { CopiedValue } from '../../parts/copied-value.tsx'
import { useToast } from '../../parts/toast.tsx'
import { askForToken } from '../../session/call.ts'
import { ISSUER } from '../../session/client.ts'
import { APPLICATIONS, type Api } from '../../session/nouns.ts'
import { fill, inWords, LanguageContext, useTexts } from '../../texts/index.ts'
import { forgetTestApplication, testApplication } from './test-application.ts'

type Got = { readonly token: string; readonly claims: Readonly<Record<string, unknown>> | undefined }

export function TestToken({ api }: { api: Api }) {
  const texts = useTexts()
  const { fail } = useToast()
  const queries = useQueryClient()
  const [got, setGot] = useState<Got>()
  const [isBusy, setIsBusy] = useState(false)
  const ask = async (): Promise<void> => {
    setIsBusy(true)
    try {
      const { client_id, client_secret } = await testApplication(
        api,
        fill(texts.apiTestName, { api: api.name }).slice(0, 256),
      )
      const answer = await askForToken({
        grant_type: 'client_credentials',
        audience: api.identifier,
        client_id,
        client_secret,
      })
      const token = String(answer['access_token'])
      setGot({ token, claims: claimsIn(token) })
      await queries.invalidateQueries({ queryKey: [APPLICATIONS] })
    } catch (error) {
      forgetTestApplication(api)
      fail(error)
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <Stack>
      <Card withBorder padding="lg">
        <Text c="dimmed" mb="md" maw={640}>
          {texts.apiTestLead}
        </Text>
        <Group>
          <Button onClick={() => void ask()} loading={isBusy}>
            {texts.apiTestButton}
          </Button>
        </Group>
      </Card>
      {got && <Shown {...got} />}
      <Card withBorder padding="lg">
        <CopiedValue
          label="curl"
          value={`curl -s ${ISSUER}oauth/token -d grant_type=client_credentials -d audience=${api.identifier} -d client_id=… -d client_secret=…`}
        />
      </Card>
    </Stack>
  )
}

function Shown({ token, claims }: Got) {
  const texts = useTexts()
  const { language } = use(LanguageContext)
  const lifetime = Number(claims?.['exp']) - Number(claims?.['iat'])
  return (
    <Card withBorder padding="lg" component="section" aria-label={texts.explainToken}>
      <Stack>
        <CopiedValue label={texts.explainToken} value={token} />
        {claims && (
          <ClaimsTable label={texts.claim} claims={claims}>
            <Table.Tr>
              <Table.Th scope="row" className="mono">
                {texts.apiTestLifetime}
              </Table.Th>
              <Table.Td>
                <strong>{lifetime}</strong> = {inWords(lifetime, language)}
              </Table.Td>
            </Table.Tr>
          </ClaimsTable>
        )}
      </Stack>
    </Card>
  )
}
