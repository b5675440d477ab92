import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import type { Logger } from '../core/kernel/logger.ts'

const Pixels = z.int().min(-100_000).max(100_000)
const Length = z.int().min(1).max(100_000)

/** What the desktop remembers of its window. Nothing depends on it: a lost file costs a window in its usual place. */
const WindowState = z.strictObject({
  bounds: z.strictObject({ x: Pixels, y: Pixels, width: Length, height: Length }).nullable(),
  maximised: z.boolean(),
  zoom: z.number().min(0.25).max(5),
  /** Whether it was explained that closing the window leaves the console running. */
  tray_explained: z.boolean(),
})
export type WindowState = z.infer<typeof WindowState>

export const FRESH: WindowState = { bounds: null, maximised: false, zoom: 1, tray_explained: false }

export interface WindowStateFile {
  current(): WindowState
  /** Written at once, and only when it differs. A failure is told to the log; the state holds for this run. */
  keep(part: Partial<WindowState>): void
}

/** A file that is missing means a first start; one that is not valid is told to the log, and the defaults hold. */
export function openWindowStateFile(file: string, logger: Logger): WindowStateFile {
  let state = read(file, logger)
  return {
    current: () => state,
    keep: (part) => {
      const next = { ...state, ...part }
      if (JSON.stringify(next) === JSON.stringify(state)) return
      state = next
      try {
        replace(file, `${JSON.stringify(next)}\n`)
      } catch (error) {
        logger.warn({ err: error, file }, 'the place of the window could not be kept')
      }
    },
  }
}

function read(file: string, logger: Logger): WindowState {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      logger.warn({ err: error, file }, 'the place of the window could not be read: it opens as at the first start')
    return FRESH
  }
  try {
    return WindowState.parse(JSON.parse(text))
  } catch (error) {
    logger.warn({ err: error, file }, 'the place of the window is not valid: it opens as at the first start')
    return FRESH
  }
}

/** A crash leaves the old file or the new one. */
function replace(file: string, text: string): void {
  const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`
  try {
    writeFileSync(temporary, text, { mode: 0o600 })
    renameSync(temporary, file)
  } finally {
    rmSync(temporary, { force: true })
  }
}
