import { AppError } from '../core/kernel/app-error.ts'
import { nestedDeeperThan } from './json-depth.ts'

/** Far more than any sender needs, far less than what exhausts a stack. */
const MAX_LEVELS = 64

/** One JSON value in UTF-8 (RFC 8259). Throws AppError `payload_not_json` or `payload_too_deep`. */
export function parseJson(raw: Uint8Array): unknown {
  if (nestedDeeperThan(raw, MAX_LEVELS))
    throw new AppError('payload_too_deep', `The body is nested deeper than ${MAX_LEVELS} levels.`)
  try {
    // A byte order mark is not JSON (RFC 8259, 8.1), and whoever parses the kept bytes again would stumble over it.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw))
  } catch (cause) {
    throw new AppError('payload_not_json', 'The body is not one JSON value in UTF-8.', {}, { cause })
  }
}

/** One JSON object in UTF-8. Throws AppError `payload_not_json` or `payload_too_deep`. */
export function parseJsonObject(raw: Uint8Array): unknown {
  const value = parseJson(raw)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new AppError('payload_not_json', 'The body is no JSON object.')
  return value
}
