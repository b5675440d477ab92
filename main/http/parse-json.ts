import { AppError } from '../core/kernel/app-error.ts'
import { nestedDeeperThan } from './json-depth.ts'

/** Far more than any sender needs, far less than what exhausts a stack. */
const MAX_LEVELS = 64

/** One JSON value in UTF-8 (RFC 8259). Throws AppError `payload_not_json` or `payload_too_deep`. */
export function parseJson(raw: Uint8Array): unknown {
  if (nestedDeeperThan(raw, MAX_LEVELS))
    throw new AppError('payload_too_deep', `The body is nested deeper than ${MAX_LEVELS} levels.`)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw))
  } catch (cause) {
    throw new AppError('payload_not_json', 'The body is not one JSON value in UTF-8.', {}, { cause })
  }
}
