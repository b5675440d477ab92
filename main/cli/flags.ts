import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { UsageError } from './terminal.ts'

const COMMON_FLAGS = { 'data-root': { type: 'string' }, json: { type: 'boolean' } } as const

/** Flags and words of a verb; every verb takes --data-root and --json. Throws UsageError that names what is wrong. */
export function parseVerb<const O extends ParseArgsOptionsConfig>(
  argv: readonly string[],
  own: O,
  words: readonly string[],
) {
  const parsed = (() => {
    try {
      return parseArgs({ args: [...argv], options: { ...COMMON_FLAGS, ...own }, allowPositionals: true, strict: true })
    } catch (error) {
      throw new UsageError((error as Error).message)
    }
  })()
  const [missing] = words.slice(parsed.positionals.length)
  if (missing !== undefined) throw new UsageError(`${missing} is missing`)
  const [extra] = parsed.positionals.slice(words.length)
  if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many`)
  return parsed
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** `90s`, `30m`, `1h` or `7d` in seconds. Throws UsageError. */
export function secondsFrom(flag: string, text: string): number {
  const match = /^(\d{1,9})([smhd])$/.exec(text)
  const unit = UNITS[match?.[2] ?? '']
  if (match === null || unit === undefined)
    throw new UsageError(`${flag} "${text}" is no duration: write 90s, 30m, 1h or 7d`)
  return Number(match[1]) * unit
}
