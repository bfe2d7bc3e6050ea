// Where a request came from, as far as it is known.

export type Visitor = {
  readonly ip: string | undefined
  readonly user_agent: string | undefined
}
