// What a runner has been told for good, as the server's process knows it: sources of scripts, which of them are run together, and what
// stays the same from one execution to the next. It goes there once, and is named by a number from then on. The server alone decides
// what is forgotten, so that a runner never lacks what it is thought to have.

export type KnownTexts = {
  sources: Set<string>
  /** Numbers of scripts that are run together. */
  sets: Map<string, number>
  lasting: WeakMap<object, number>
  /** The last number that was given to anything. None is given twice. */
  number: number
  /** How much there is of all of it, and how many characters. */
  count: number
  length: number
}

/** Characters that a runner is given; beyond that it begins anew. */
const MOST_TEXT = 48 * 1024 * 1024

const MOST_KNOWN = 40_000

export const nothingKnown = (): KnownTexts => ({
  sources: new Set(),
  sets: new Map(),
  lasting: new WeakMap(),
  number: 0,
  count: 0,
  length: 0,
})

/** What a runner has to learn. */
export type Lesson = {
  /** Whether everything that it was told before is to be forgotten. */
  readonly forgets: boolean
  readonly sources: readonly (readonly [key: string, source: string])[]
  /** Keys of scripts that are run together. */
  readonly set: readonly [number: number, keys: readonly string[]]
  /** JSON. */
  readonly lasting?: readonly [number: number, text: string]
}

export type Told = {
  /** Of the scripts. */
  readonly scripts: number
  /** Of what lasts. */
  readonly lasting?: number | undefined
  /** Absent where everything is known. */
  readonly lesson?: Lesson
}

/** What a runner is told of these scripts, and of an object that stays as it is. From then on they count as known. */
export const tell = (known: KnownTexts, scripts: ReadonlyMap<string, string>, lasting?: object): Told => {
  const name = [...scripts.keys()].join()
  const set = known.sets.get(name)
  const number = lasting && known.lasting.get(lasting)
  if (set !== undefined && (number !== undefined || !lasting)) return { scripts: set, lasting: number }
  const text = lasting && JSON.stringify(lasting)
  const length = [...scripts].reduce((sum, [key, source]) => sum + 2 * key.length + source.length, text?.length ?? 0)
  const forgets = known.count + scripts.size + 2 > MOST_KNOWN || known.length + length > MOST_TEXT
  if (forgets) Object.assign(known, { ...nothingKnown(), number: known.number })
  return learn(known, { name, scripts, lasting, text, forgets })
}

type Unknown = {
  readonly name: string
  readonly scripts: ReadonlyMap<string, string>
  readonly lasting: object | undefined
  readonly text: string | undefined
  readonly forgets: boolean
}

const learn = (known: KnownTexts, { name, scripts, lasting, text, forgets }: Unknown): Told => {
  const count = (length: number): number => {
    known.count += 1
    known.length += length
    return (known.number += 1)
  }
  const sources = [...scripts].filter(([key]) => !known.sources.has(key))
  for (const [key, source] of sources) {
    known.sources.add(key)
    count(key.length + source.length)
  }
  const set = known.sets.get(name) ?? count(name.length)
  known.sets.set(name, set)
  const before = lasting && known.lasting.get(lasting)
  const number = text === undefined ? undefined : (before ?? count(text.length))
  if (lasting && number !== undefined) known.lasting.set(lasting, number)
  return {
    scripts: set,
    lasting: number,
    lesson: {
      forgets,
      sources,
      set: [set, [...scripts.keys()]],
      ...(text === undefined || number === undefined ? {} : { lasting: [number, text] }),
    },
  }
}
