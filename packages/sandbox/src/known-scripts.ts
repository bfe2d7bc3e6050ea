// What a runner has been given to read, as the server's process knows it: a source goes there once. The server alone decides what is
// forgotten, so that a runner never lacks what it is thought to have.

export type KnownScripts = { keys: Set<string>; length: number }

/** Characters that a runner is given; beyond that it begins anew. */
const MOST_SOURCE = 48 * 1024 * 1024

const MOST_SCRIPTS = 20_000

export const noScripts = (): KnownScripts => ({ keys: new Set(), length: 0 })

export type Lesson = {
  readonly forgets: boolean
  readonly keys: readonly string[]
  readonly scripts: readonly (readonly [key: string, source: string])[]
}

const lengthOf = (scripts: Lesson['scripts']): number =>
  scripts.reduce((sum, [key, source]) => sum + key.length + source.length, 0)

/** What a runner has to be told so that it knows these. From then on it counts as known. */
export const lessonFor = (known: KnownScripts, scripts: ReadonlyMap<string, string>): Lesson => {
  const keys = [...scripts.keys()]
  const unknown = [...scripts].filter(([key]) => !known.keys.has(key))
  const forgets =
    unknown.length > 0 &&
    (known.keys.size + unknown.length > MOST_SCRIPTS || known.length + lengthOf(unknown) > MOST_SOURCE)
  if (forgets) [known.keys, known.length] = [new Set(), 0]
  const told = forgets ? [...scripts] : unknown
  for (const [key] of told) known.keys.add(key)
  known.length += lengthOf(told)
  return { forgets, keys, scripts: told }
}
