import { hash } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import * as z from 'zod'
import { Sha256, Timestamp } from '../../../contract/ids.ts'
import { type Clock, timestamp } from '../../core/kernel/clock.ts'
import { pngSize } from '../../core/kernel/png-size.ts'
import { captureFailed } from '../../core/tools/screen/screen-failures.ts'
import type { ScreenPort, Shot } from '../../core/tools/screen/screen-port.ts'
import type { ScreenWay } from './screen-way.ts'
import { createTried } from './tried.ts'

/** Written last: with it, what lies in the folder is whole. */
const LIST = 'captured.json'
const Listed = z.array(
  z.strictObject({ name: z.string(), sha256: Sha256, width: z.int(), height: z.int(), captured_at: Timestamp }),
)

/** The screen of this machine. `wayNow` is asked each time: programs and settings come and go. */
export function createScreen(wayNow: () => ScreenWay, clock: Clock, onStatus: () => void): ScreenPort {
  const tried = createTried(clock, onStatus)

  async function take(way: ScreenWay, target: Parameters<ScreenWay['take']>[0], folder: string, signal: AbortSignal) {
    const captured_at = timestamp(clock)
    const names = await way.take(target, folder, signal)
    const listed = await Promise.all(
      names.map(async (name) => {
        const bytes = await readFile(join(folder, name))
        const size = pngSize(bytes)
        if (size === null) throw captureFailed('what came is no PNG', null)
        return { name, sha256: hash('sha256', bytes, 'hex') as Sha256, ...size, captured_at }
      }),
    )
    const temporary = join(folder, `${LIST}.tmp`)
    await writeFile(temporary, JSON.stringify(listed))
    await rename(temporary, join(folder, LIST))
    return shotsIn(folder, listed)
  }

  return {
    status: () => {
      const way = wayNow()
      return tried.status(way.missing(), `It looks at ${way.words}.`)
    },
    way: () => wayNow().name,
    sources: (signal) => tried.remember(() => wayNow().sources(signal)),
    capture: (target, folder, signal) => tried.remember(() => take(wayNow(), target, folder, signal)),
    captured: async (folder) => {
      const text = await readFile(join(folder, LIST), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '[]'
        throw error
      })
      return shotsIn(folder, Listed.parse(JSON.parse(text)))
    },
  }
}

const shotsIn = (folder: string, listed: z.infer<typeof Listed>): Shot[] =>
  listed.map(({ name, ...facts }) => ({ file: join(folder, basename(name)), ...facts }))
