// What can be asked here, for whoever has not asked anything yet.
import { SimpleGrid, Text } from '@mantine/core'
import { Part } from '../../parts/part.tsx'
import { useSay } from '../../texts/index.ts'

const TITLE = { en: 'It answers, for instance', de: 'Es antwortet zum Beispiel auf' } as const

const QUESTIONS = [
  { en: 'Why is my token no JWT?', de: 'Warum ist mein Token kein JWT?' },
  { en: 'Why is there no such API, though I see it?', de: 'Warum gibt es diese API nicht, obwohl ich sie sehe?' },
  { en: 'Why may my machine not ask?', de: 'Warum darf meine Maschine nicht fragen?' },
  { en: 'Why does my application get no token at all?', de: 'Warum bekommt meine Anwendung gar kein Token?' },
  { en: 'Why is my scope not in the token?', de: 'Warum steht mein Scope nicht im Token?' },
  { en: 'Why has the user no right to it?', de: 'Warum hat der Benutzer kein Recht dazu?' },
  { en: 'Why are there no permissions in it?', de: 'Warum stehen keine Rechte darin?' },
  { en: 'Why is there no refresh token?', de: 'Warum gibt es kein Refresh-Token?' },
  { en: 'Why is my claim not in it?', de: 'Warum steht mein Claim nicht darin?' },
  { en: 'Why does my API refuse it?', de: 'Warum weist meine API es ab?' },
] as const

export function Questions() {
  const say = useSay()
  return (
    <Part title={say(TITLE)}>
      <SimpleGrid component="ul" cols={{ base: 1, sm: 2 }} className="story" verticalSpacing="xs">
        {QUESTIONS.map((question) => (
          <Text key={question.en} component="li" size="sm">
            {say(question)}
          </Text>
        ))}
      </SimpleGrid>
    </Part>
  )
}
