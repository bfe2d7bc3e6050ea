// The port to the tenant's own code: what is asked of it and what it answers, plain data both ways. The sandbox fits it by shape.

/** How much an execution may take. */
export type CodeLimits = {
  /** Milliseconds of computing. */
  readonly cpu: number
  /** Milliseconds from beginning to end. */
  readonly wall: number
  /** Bytes. */
  readonly memory: number
}

export type CodeExecution = {
  /** Whose scripts these are; nothing is shared with those of another. */
  readonly tenant: string
  /** Whether it is only tried out: then it shares nothing with what the tenant runs for real. */
  readonly isDraft?: boolean
  readonly program: 'rules' | 'actions' | 'hook'
  readonly input: unknown
  /**
   * Members of the input that many executions share, in an object that stays the same as long as nothing within it changes. What the
   * input has itself counts; a `context` member by member.
   */
  readonly lasting?: object | undefined
  /** Source of every script that the input names, by its key: the SHA-256 of the source. */
  readonly scripts: ReadonlyMap<string, string>
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly limits: CodeLimits
}

export type CodeOutcome =
  | { readonly outcome: 'answered'; readonly answer: unknown }
  /** No answer, and why. */
  | {
      readonly outcome: 'cpu' | 'timeout' | 'crashed' | 'busy' | 'syntax'
      readonly message: string
      readonly steps?: unknown
    }

/** What scripts ask while they run. Rejects with what the script is told. */
export type AnswerCode = (what: string, question: unknown) => Promise<unknown>

export type CodeRunner = (execution: CodeExecution, answer: AnswerCode) => Promise<CodeOutcome>
