// What is asked of the sandbox and what it answers: plain data both ways. A script's failure is a value, never an exception.

/** How much an execution may take. */
export type Limits = {
  /** Milliseconds of computing. */
  readonly cpu: number
  /** Milliseconds from beginning to end, waiting included. */
  readonly wall: number
  /** Bytes of everything the tenant's scripts hold. */
  readonly memory: number
}

/** Why an execution ended without an answer. */
export type Failure =
  /** The script cannot be compiled, or is no function. */
  | 'syntax'
  /** More computing than it may. */
  | 'cpu'
  /** Longer than it may, or it can never end: nothing is left that could call back. */
  | 'timeout'
  /** What it answered cannot be carried, is too large, or took its machine with it. */
  | 'crashed'
  /** So many executions wait that this one was not begun. */
  | 'busy'

/** One execution: a program that the sandbox knows, and its input. */
export type Execution = {
  readonly tenant: string
  /** Whether it is only tried out: then it has machines apart from those that the tenant runs for real. */
  readonly isDraft?: boolean
  readonly program: 'rules' | 'actions' | 'hook'
  /** What the program takes; plain data. Scripts are named by their key. */
  readonly input: unknown
  /**
   * Members of the input that are the same in many executions, in an object that stays the same as long as nothing within it changes:
   * it goes to the scripts' process once. Where the input has the same member, that counts; in a `context`, member by member.
   */
  readonly lasting?: object | undefined
  /** Source of every script that the input names, by SHA-256 of the source. */
  readonly scripts: ReadonlyMap<string, string>
  /** Milliseconds since the epoch, as the scripts are to see it. */
  readonly now: number
  readonly limits: Limits
}

/** What a script asks from outside while it runs; answers with plain data, or throws what the script is told. */
export type AnswerQuestion = (what: string, question: unknown) => Promise<unknown>

/** The program's answer as it gave it, or why there is none. */
export type Outcome =
  | { readonly outcome: 'answered'; readonly answer: unknown }
  /** `steps`: what scripts had written until then, where their machine can still be asked. */
  | { readonly outcome: Failure; readonly message: string; readonly steps?: unknown }
