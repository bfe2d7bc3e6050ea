// A name server that knows the TXT records that a test gives it, and of all else that it is not there. RFC 1035 §4
import { createSocket } from 'node:dgram'

export type NameServer = {
  /** `127.0.0.1:PORT` */
  readonly address: string
  /** By host, in lower case. */
  readonly texts: Map<string, readonly string[]>
  readonly stop: () => Promise<void>
}

const TXT = 16
const NO_SUCH_NAME = 3

/** The name in a question, and where it ends. */
function nameIn(question: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 }
}

/** Texts of one record: at most 255 bytes a piece. */
const recordOf = (text: string): Buffer => {
  const pieces = (text.match(/.{1,255}/gs) ?? ['']).map((piece) =>
    Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece)]),
  )
  const data = Buffer.concat(pieces)
  const head = Buffer.from([0xc0, 12, 0, TXT, 0, 1, 0, 0, 0, 0, 0, 0])
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}

function answerTo(question: Buffer, texts: NameServer['texts']): Buffer {
  const { name, end } = nameIn(question)
  const records = (texts.get(name) ?? []).map(recordOf)
  const head = Buffer.from(question.subarray(0, 12))
  head.writeUInt16BE(0x8180 | (records.length === 0 ? NO_SUCH_NAME : 0), 2)
  head.writeUInt16BE(records.length, 6)
  head.writeUInt32BE(0, 8)
  return Buffer.concat([head, question.subarray(12, end + 4), ...records])
}

/** Starts one. */
export async function startNameServer(): Promise<NameServer> {
  const texts = new Map<string, readonly string[]>()
  const socket = createSocket('udp4')
  socket.on('message', (question, { port, address }) => socket.send(answerTo(question, texts), port, address))
  await new Promise<void>((resolve) => void socket.bind(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${socket.address().port}`,
    texts,
    stop: () => new Promise((resolve) => void socket.close(() => resolve())),
  }
}
