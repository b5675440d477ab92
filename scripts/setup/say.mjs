import { stderr } from 'node:process'

/** A failure that the reader can act on: what went wrong, and what to do about it. */
export class SetupError extends Error {
  /**
   * @param {string} message what went wrong
   * @param {string} remedy what to do
   */
  constructor(message, remedy) {
    super(message)
    this.remedy = remedy
  }
}

/**
 * One line on stderr; stdout belongs to the program that is being set up.
 * @param {string} line
 */
export function say(line) {
  stderr.write(`setup: ${line}\n`)
}
