// How the text of a setting becomes its value. Each reader throws an Error whose message continues a sentence that begins
// with the setting's name, and never repeats a value that may be secret.
import { accessSync, constants, readFileSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'
import { resolve } from 'node:path'

export const port = (text: string): number => {
  const value = Number(text)
  if (!/^\d{1,5}$/.test(text) || value > 65_535) throw new Error(`must be a port from 0 to 65535, not "${text}"`)
  return value
}

export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!/^\d{1,9}$/.test(text) || value < least || value > most) {
      throw new Error(`must be a whole number from ${least} to ${most}, not "${text}"`)
    }
    return value
  }

export const oneOf =
  <W extends string>(...words: readonly W[]) =>
  (text: string): W => {
    const word = words.find((known) => known === text)
    if (word === undefined) throw new Error(`must be one of ${words.join(', ')}, not "${text}"`)
    return word
  }

export const host = (text: string): string => {
  if (isIP(text) === 0 && !/^[A-Za-z0-9.-]{1,253}$/.test(text)) throw new Error(`must be an address, not "${text}"`)
  return text
}

/** The issuer, with its trailing slash. No path: one host is one tenant. */
export const baseUrl = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new Error(`must be an http or https URL, not "${text}"`)
  if (url.username !== '' || url.password !== '') throw new Error('must not contain a user or password')
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new Error(`must be scheme, host and port alone, without a path: "${url.origin}", not "${text}"`)
  }
  return `${url.origin}/`
}

export const database = (text: string): string => {
  if (/^sqlite:./.test(text))
    return text === 'sqlite::memory:' ? text : `sqlite:${resolve(text.slice('sqlite:'.length))}`
  if (/^postgres(?:ql)?:\/\/./.test(text) && URL.canParse(text)) return text
  throw new Error('must be sqlite:PATH or postgres://…')
}

/** What the file holds. */
export const file = (text: string): string => {
  try {
    accessSync(text, constants.R_OK)
    return readFileSync(text, 'utf8')
  } catch {
    throw new Error(`must be a file that can be read, and "${text}" is not`)
  }
}

/** All of a file in MaxMind's format: its metadata are within the last 128 KiB, behind a mark. */
export const addressDatabase = (text: string): Buffer => {
  let bytes: Buffer
  try {
    bytes = readFileSync(text)
  } catch {
    throw new Error(`must be a file that can be read, and "${text}" is not`)
  }
  const isDatabase = bytes.subarray(-131_072).includes(Buffer.from('\u00ab\u00cd\u00efMaxMind.com', 'latin1'))
  if (!isDatabase) throw new Error(`must be a database in MaxMind's format, and "${text}" is none`)
  return bytes
}

export const key = (text: string): Buffer => {
  const bytes = /^[0-9a-fA-F]{64}$/.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  const isKey = bytes.length === 32 && /^[A-Za-z0-9+/_-]{43}=?$|^[0-9a-fA-F]{64}$/.test(text)
  if (!isKey) throw new Error('must be 32 bytes in base64 or hexadecimal')
  return bytes
}

const list = (text: string): readonly string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

/** Names of hosts, addresses and ranges. */
export const hosts = (text: string): readonly string[] => {
  const items = list(text)
  const wrong = items.find((item) => !/^[A-Za-z0-9.:*/_-]{1,253}$/.test(item))
  if (wrong !== undefined) throw new Error(`must list hosts, addresses or ranges, not "${wrong}"`)
  return items
}

/** Names of DNS, `*.` before one for all below it. */
export const domains = (text: string): readonly string[] => {
  const items = list(text).map((item) => item.toLowerCase())
  const wrong = items.find((item) => item.length > 253 || !/^(?:\*\.)?(?:[a-z0-9-]+\.)*[a-z0-9-]+$/.test(item))
  if (wrong !== undefined) throw new Error(`must list domains, not "${wrong}"`)
  return items
}

/** Addresses, each with or without a port: `192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:5353`. */
export const addresses = (text: string): readonly string[] => {
  const items = list(text)
  const isAddress = (item: string): boolean => {
    const [, six, four, port] = /^(?:\[([0-9A-Fa-f:.]+)\]|(\d+\.\d+\.\d+\.\d+))(?::(\d{1,5}))?$/.exec(item) ?? []
    return isIP(six ?? four ?? item) !== 0 && Number(port ?? 53) <= 65_535
  }
  const wrong = items.find((item) => !isAddress(item))
  if (wrong !== undefined) throw new Error(`must list addresses, with or without a port, not "${wrong}"`)
  return items
}

export const addressRanges = (text: string): readonly string[] => {
  const ranges = list(text)
  for (const range of ranges) addRange(new BlockList(), range)
  return ranges
}

/** Adds `range`, an address or CIDR, to `addresses`. Throws an Error when it is neither. */
export function addRange(addresses: BlockList, range: string): void {
  const [address = '', prefix, ...rest] = range.split('/')
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  const bits = prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix)
  const isRange = isIP(address) !== 0 && rest.length === 0 && (prefix === undefined || /^\d{1,3}$/.test(prefix))
  if (!isRange || bits > (family === 'ipv6' ? 128 : 32))
    throw new Error(`must list addresses or ranges, not "${range}"`)
  addresses.addSubnet(address, bits, family)
}

export const mail = (text: string): string => {
  if (/^outbox:./.test(text)) return `outbox:${resolve(text.slice('outbox:'.length))}`
  if (/^smtps?:\/\/./.test(text) && URL.canParse(text)) return text
  throw new Error('must be smtp://… or outbox:FOLDER')
}

export const clientId = (text: string): string => {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(text)) throw new Error('must be 1 to 64 letters, digits, "_" or "-"')
  return text
}

export const clientSecret = (text: string): string => {
  if (!/^[\x21-\x7e]{16,256}$/.test(text)) throw new Error('must be 16 to 256 printable characters without spaces')
  return text
}
