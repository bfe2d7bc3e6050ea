// A file that only a passphrase opens: the key by scrypt (RFC 7914), the content by AES-256-GCM (NIST SP 800-38D) in pieces, each with its
// number and whether it is the last, so that a file can be of any size, and none can be cut short, put in another order or changed.
import { createCipheriv, createDecipheriv, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { StartError } from '../start-error.ts'

const MAGIC = Buffer.from('symbolon sealed 1\n')
const SALT = 16
const HEAD = MAGIC.length + SALT
const TAG = 16
/** Bytes of content in a piece. */
const PIECE = 65_536

/** OWASP's recommendation for scrypt: 128 MiB, about half a second. */
const COST = { N: 131_072, r: 8, p: 1, maxmem: 256 * 1024 * 1024 } as const

/** Shortest passphrase, characters: who has the file can try as often as he likes. */
export const SHORTEST_PASSPHRASE = 12

const keyOf = (passphrase: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, COST, (error, key) => (error ? reject(error) : resolve(key)))
  })

/** Each piece has a nonce of its own under the key, which no other file has: its number, and whether it is the last. */
const nonceOf = (number: number, isLast: boolean): Buffer => {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt8(isLast ? 1 : 0, 0)
  nonce.writeUIntBE(number, 6, 6)
  return nonce
}

export type SealedWriter = {
  readonly write: (row: object) => Promise<void>
  /** Writes what is left, and closes the file. A file that was not finished cannot be read. */
  readonly finish: () => Promise<void>
}

/** Begins a file at `path`, for its owner alone. Rows are JSON objects. */
export async function createSealedFile(path: string, passphrase: string): Promise<SealedWriter> {
  const salt = randomBytes(SALT)
  const key = await keyOf(passphrase, salt)
  const head = Buffer.concat([MAGIC, salt])
  const file: FileHandle = await open(path, 'wx', 0o600)
  await file.write(head)
  let waiting: Buffer = Buffer.alloc(0)
  let number = 0
  const put = async (content: Buffer, isLast: boolean): Promise<void> => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, isLast), { authTagLength: TAG })
    cipher.setAAD(head)
    const sealed = Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()])
    number += 1
    await file.write(sealed)
  }
  return {
    write: async (row) => {
      waiting = Buffer.concat([waiting, Buffer.from(`${JSON.stringify(row)}\n`)])
      while (waiting.length > PIECE) {
        await put(waiting.subarray(0, PIECE), false)
        waiting = waiting.subarray(PIECE)
      }
    },
    finish: async () => {
      await put(waiting, true)
      await file.sync()
      await file.close()
    },
  }
}

const broken = (path: string): StartError =>
  new StartError(`${path} does not open: the passphrase is another, or the file is not whole.`)

/** The pieces of a file as they were sealed. */
async function* piecesOf(path: string): AsyncGenerator<{ readonly sealed: Buffer; readonly isLast: boolean }> {
  let waiting: Buffer = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, { start: HEAD }) as AsyncIterable<Buffer>) {
    waiting = Buffer.concat([waiting, chunk])
    while (waiting.length > PIECE + TAG) {
      yield { sealed: waiting.subarray(0, PIECE + TAG), isLast: false }
      waiting = waiting.subarray(PIECE + TAG)
    }
  }
  yield { sealed: waiting, isLast: true }
}

export type SealedReader = {
  /** Every row, each time from the first. @throws StartError when the file is not whole */
  readonly rows: () => AsyncGenerator<unknown>
}

/** Opens the file at `path`. @throws StartError when it is none, or the passphrase another */
export async function openSealedFile(path: string, passphrase: string): Promise<SealedReader> {
  const head = await readHead(path)
  const key = await keyOf(passphrase, head.subarray(MAGIC.length))
  const opened = (sealed: Buffer, number: number, isLast: boolean): Buffer => {
    if (sealed.length < TAG) throw broken(path)
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, isLast), { authTagLength: TAG })
    decipher.setAAD(head)
    decipher.setAuthTag(sealed.subarray(-TAG))
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, -TAG)), decipher.final()])
    } catch {
      throw broken(path)
    }
  }
  async function* rows(): AsyncGenerator<unknown> {
    let number = 0
    let rest: Buffer = Buffer.alloc(0)
    for await (const { sealed, isLast } of piecesOf(path)) {
      rest = Buffer.concat([rest, opened(sealed, number, isLast)])
      number += 1
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        yield JSON.parse(rest.subarray(0, end).toString('utf8'))
        rest = rest.subarray(end + 1)
      }
    }
  }
  return { rows }
}

async function readHead(path: string): Promise<Buffer> {
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch {
    throw new StartError(`There is no ${path}.`)
  }
  try {
    // A folder opens as well.
    if (!(await file.stat()).isFile()) throw new StartError(`${path} is no file.`)
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0)
    const isOurs = bytesRead === HEAD && timingSafeEqual(buffer.subarray(0, MAGIC.length), MAGIC)
    if (!isOurs) throw new StartError(`${path} is no sealed file of an export.`)
    return buffer
  } finally {
    await file.close()
  }
}
