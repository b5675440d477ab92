import { AppError } from '../core/kernel/app-error.ts'
import { lossyMember } from '../core/kernel/lossy-member.ts'
import { nestedDeeperThan } from './json-depth.ts'

/** Far more than any sender needs, far less than what exhausts a stack. */
const MAX_LEVELS = 64

/**
 * One JSON value in UTF-8 (RFC 8259), of which nothing is lost by reading it: what is compared byte for byte later is what was sent. Throws
 * AppError `payload_not_json`, `payload_too_deep`, or `validation_failed` for a name that is there twice and for `__proto__`.
 */
export function parseJson(raw: Uint8Array): unknown {
  const { text, value } = read(raw)
  const lost = lossyMember(text)
  if (lost !== null) throw new AppError('validation_failed', `The body: ${lost}.`)
  return value
}

/**
 * One JSON object in UTF-8, of a sender who writes JSON in its own way; its bytes are kept. Throws AppError `payload_not_json` or
 * `payload_too_deep`.
 */
export function parseJsonObject(raw: Uint8Array): unknown {
  const { value } = read(raw)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new AppError('payload_not_json', 'The body is no JSON object.')
  return value
}

function read(raw: Uint8Array): { readonly text: string; readonly value: unknown } {
  if (nestedDeeperThan(raw, MAX_LEVELS))
    throw new AppError('payload_too_deep', `The body is nested deeper than ${MAX_LEVELS} levels.`)
  try {
    // A byte order mark is not JSON (RFC 8259, 8.1), and whoever parses the kept bytes again would stumble over it.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw)
    return { text, value: JSON.parse(text) }
  } catch (cause) {
    throw new AppError('payload_not_json', 'The body is not one JSON value in UTF-8.', {}, { cause })
  }
}
