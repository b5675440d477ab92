import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { UNIT, uploadWorld } from '../support/youtube-stand-in/upload-world.ts'
import { standInForTest } from '../support/youtube-stand-in/youtube-app.ts'

const SUPPORT = join(import.meta.dirname, '../support')

interface World {
  readonly standIn: Awaited<ReturnType<typeof standInForTest>>
  readonly wanted: string
  /** Starts an upload in a process of its own. */
  start(env: Record<string, string>): ChildProcess
  /** Goes on with it in this one, out of nothing but what lies in the folder. */
  takeUp(): Promise<void>
}

/** `cache`: the modules of the child are compiled once for all of them. */
async function world(size: number, cache: string): Promise<World> {
  const standIn = await standInForTest()
  const folder = await temporaryFolder()
  const bytes = randomBytes(size)
  await writeFile(join(folder, 'video.mp4'), bytes)
  const child = [join(SUPPORT, 'youtube-stand-in/upload-child.ts'), folder, JSON.stringify(standIn.settings)]
  const token = standIn.oauth.grant()
  return {
    ...{ standIn, wanted: sha256(bytes) },
    takeUp: async () => {
      const { uploader, job } = await uploadWorld(folder, { settings: standIn.settings, refreshToken: token }, bytes)
      await uploader.upload(job, new AbortController().signal, () => undefined)
    },
    start: (env) =>
      spawn(
        process.execPath,
        [...('KILL_AT_STEP' in env ? [`--import=${SUPPORT}/kill-at-step.ts`] : []), ...child, token],
        {
          env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: cache, ...env },
          stdio: ['ignore', 'ignore', 'ignore'],
        },
      ),
  }
}

const endOf = async (child: ChildProcess): Promise<number | string | null> => {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return signal ?? code
}

/** Takes up what the killed process left: one video, with these bytes, and nothing that the protocol does not allow. */
async function complete({ standIn, wanted, takeUp }: World, where: string): Promise<void> {
  await takeUp()
  expect(
    standIn.videos.all.map((video) => video.sha256),
    where,
  ).toEqual([wanted])
  expect(standIn.sessions.violations, where).toEqual([])
}

describe('an upload whose process is killed', () => {
  it('comes to exactly one whole video, whichever step on the disk was its last', async () => {
    const cache = await temporaryFolder()
    let killed = 0
    for (let step = 1; ; step += 1) {
      const one = await world(UNIT + 99, cache)
      if ((await endOf(one.start({ KILL_AT_STEP: String(step) }))) !== 'SIGKILL') break
      killed += 1
      await complete(one, `killed at step ${step}`)
    }
    // A session file before the first byte, before each of two chunks, and after the video: each is written, renamed and its folder synced.
    expect(killed).toBeGreaterThanOrEqual(12)
  })

  it('comes to exactly one whole video, whatever YouTube was doing at that moment', async () => {
    const cache = await temporaryFolder()
    const steps: string[] = []
    const whole = await world(UNIT + 99, cache)
    whole.standIn.sessions.onStep = (step) => void steps.push(step)
    expect(await endOf(whole.start({}))).toBe(0)
    expect(whole.standIn.videos.all.map((video) => video.sha256)).toEqual([whole.wanted])
    expect(steps).toEqual([
      ...['open: asked', 'open: answering', 'chunk 0: begins', 'chunk 0: stored'],
      ...[`chunk ${UNIT}: begins`, `chunk ${UNIT}: stored`],
    ])
    for (const step of steps) {
      const one = await world(UNIT + 99, cache)
      const child = one.start({})
      one.standIn.sessions.onStep = (now) => {
        if (now === step) child.kill('SIGKILL')
      }
      expect(await endOf(child)).toBe('SIGKILL')
      one.standIn.sessions.onStep = () => undefined
      await complete(one, `killed at ${step}`)
      expect(one.standIn.sessions.opened(), step).toBe(step.startsWith('open') ? 2 : 1)
    }
  })
})
