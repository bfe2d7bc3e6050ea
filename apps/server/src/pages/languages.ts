// Which language a page speaks: what the request asked for by ui_locales, else what the browser prefers, among those that the tenant
// has enabled. OpenID Connect Core §3.1.2.1; RFC 9110 §12.5.4; RFC 4647 §3.4.
import { languageOf, type Language } from '@symbolon/texts'

/** Most preferences that are looked at. */
const MAX_PREFERENCES = 20

/** Best first. The first that both are able to; when there is none, the tenant's first; when we do not speak that either, English. */
export function chooseLanguage(
  preferences: readonly string[],
  acceptLanguage: string | undefined,
  enabled: readonly string[],
): Language {
  const spoken = enabled.flatMap((tag) => languageOf(tag) ?? [])
  const wanted = [...preferences.slice(0, MAX_PREFERENCES), ...acceptedLanguages(acceptLanguage)]
  for (const tag of wanted) {
    const language = languageOf(tag)
    if (language && spoken.includes(language)) return language
  }
  return spoken[0] ?? 'en'
}

function acceptedLanguages(header: string | undefined): readonly string[] {
  const weighted = (header ?? '')
    .slice(0, 1000)
    .split(',', MAX_PREFERENCES)
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().split(/\s*;\s*/)
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2)
      return { tag, weight: weight === undefined ? 1 : Number(weight) }
    })
  return weighted
    .filter(({ tag, weight }) => /^[a-z]{1,8}(?:-[a-z0-9]{1,8})*$/i.test(tag) && weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
}
