// What goes wrong, as a program can tell it apart.

/** The server refuses: the words of the wire, and the field that they are about. */
export class ManagementError extends Error {
  override readonly name = 'ManagementError'
  readonly status: number
  /** `invalid_body`, `insufficient_scope`, `inexistent_client`, …; undefined where the wire has none. */
  readonly errorCode: string | undefined
  /** The field that cannot be what was sent: `callbacks[0]`. Undefined where no single one is meant. */
  readonly field: string | undefined

  constructor(status: number, message: string, errorCode?: string) {
    super(message)
    this.status = status
    this.errorCode = errorCode
    this.field = fieldIn(message)
  }
}

/** `… on property callbacks[0].` and `Missing required property: name`, as the reference words them. */
const fieldIn = (message: string): string | undefined =>
  /on property ([^\s'()]+?)\.?(?:$|\s\()/.exec(message)?.[1] ??
  /'(?:Missing required property|Additional properties not allowed): ([^,']+)'/.exec(message)?.[1]

const textAt = (body: unknown, name: string): string | undefined => {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
  return typeof value === 'string' ? value : undefined
}

/** The refusal in an answer: of this API, or of the token endpoint. */
export const refusalIn = (status: number, body: unknown): ManagementError =>
  new ManagementError(
    status,
    textAt(body, 'message') ?? textAt(body, 'error_description') ?? `The server answers ${status}`,
    textAt(body, 'errorCode') ?? (textAt(body, 'message') === undefined ? textAt(body, 'error') : undefined),
  )
