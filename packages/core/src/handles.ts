// Handles: unpredictable texts that stand for something we keep (a cookie, a code, a paused request). Only their hash is kept, so
// that whoever reads the database has none of them.
import { hash } from 'node:crypto'
import type { Ports } from './ports.ts'

/** Longest handle that is looked up, characters. */
const MAX_HANDLE = 128

/** 256 random bits as 43 URL-safe characters. */
export const newHandle = (random: Ports['random']): string => random(32).toString('base64url')

/** What is kept of a handle: its SHA-256, base64url. */
export const hashHandle = (handle: string): string => hash('sha256', handle, 'base64url')

/** Whether a text from outside can be a handle at all; what cannot is not looked up. */
export const isHandle = (text: string | undefined): text is string =>
  text !== undefined && text.length <= MAX_HANDLE && /^[\w-]+$/.test(text)
