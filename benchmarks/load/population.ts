/** How many there are of each in the large database. */
export const population = { clients: 100_000, apis: 10_000 } as const

/** The id of a client of the large database. */
export const crowdClientId = (index: number): string => `bench${String(index).padStart(27, '0')}`

/** The API that this client may ask for. */
export const crowdAudience = (index: number): string => `https://api-${index % population.apis}.bench.example/`
