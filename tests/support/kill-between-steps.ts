import { onTestFinished } from 'vitest'
import { temporaryFolder } from './data-root.ts'
import { startService } from './service.ts'
import { type ArmedService, startArmed } from './step-kill.ts'

/** More steps than anything here takes; reaching it means that what should happen never came to its end. */
const MOST_STEPS = 250

/**
 * Every third step by default, so that the whole suite stays short; `COUNTERSIGN_KILL_STEPS=all` kills in front of every single one. Where
 * it begins is another one in every run, so that runs together try all of them; `COUNTERSIGN_KILL_FIRST=2` repeats a run.
 */
export const KILL_STRIDE = process.env['COUNTERSIGN_KILL_STEPS'] === 'all' ? 1 : 3
export const KILL_FIRST = firstStep()

function firstStep(): number {
  if (KILL_STRIDE === 1) return 1
  const first = Number(process.env['COUNTERSIGN_KILL_FIRST'] ?? 1 + Math.floor(Math.random() * KILL_STRIDE))
  process.stderr.write(`kills begin at step ${first} of every ${KILL_STRIDE}: COUNTERSIGN_KILL_FIRST=${first}\n`)
  return first
}

/** The console of one lane, which is killed and comes back while people and senders go on. */
export interface Console {
  readonly dataRoot: string
  /** Of the one that runs now. */
  url(): string
  /** Resolves when the next one after the kill runs. */
  readonly restarted: Promise<void>
}

/** Something that happens to a console, again and again, each time to other tasks (`nth`: 1, 2, …). */
export interface Story {
  readonly env: Readonly<Record<string, string>>
  /** What was there before. Resolves when the console has written all of it. */
  prepare(console: Console, nth: number): Promise<void>
  /** What people and senders do, whatever becomes of the console. Resolves when everything that it leads to is on the disk and was shown. */
  happen(console: Console, nth: number): Promise<void>
  /** Throws when the files do not say what they should. */
  check(console: Console, nth: number): Promise<void>
}

export interface Killed {
  /** The last step in front of which the console died: how long the way of the story is. */
  readonly steps: number
}

/**
 * Lets a story happen with a kill in front of its first step on the disk, then in front of a later one, and so on until it comes to its
 * end without meeting the kill. After each kill the console is started again and the story goes on; the new one is armed for the next.
 * `lanes` share the steps, side by side, each with a data root and a world of its own: for stories in which the console waits a lot.
 */
export async function killBetweenSteps(lanes: number, tell: (dataRoot: string) => Promise<Story>): Promise<Killed> {
  const compileCache = await warmCompileCache()
  const runs = Array.from({ length: lanes }, async (_, lane) => {
    const dataRoot = await temporaryFolder()
    const story = await tell(dataRoot)
    const env = { ...story.env, NODE_COMPILE_CACHE: compileCache }
    return lastKillOf(dataRoot, { ...story, env }, KILL_FIRST + lane * KILL_STRIDE, lanes * KILL_STRIDE)
  })
  return { steps: Math.max(...(await Promise.all(runs))) }
}

async function lastKillOf(dataRoot: string, story: Story, first: number, stride: number): Promise<number> {
  let running: ArmedService = await startArmed(dataRoot, story.env, first)
  onTestFinished(() => void running.stop('SIGKILL'))
  let last = 0
  for (let step = first; step < MOST_STEPS; step += stride) {
    const restart = Promise.withResolvers<void>()
    const console: Console = { dataRoot, url: () => running.url, restarted: restart.promise }
    await named(step, 'before', story.prepare(console, step))
    await running.startCounting()
    const happening = named(step, 'while it happened', story.happen(console, step))
    const survived = await Promise.race([running.died.then(() => false), happening.then(() => true)])
    await running.stop('SIGKILL')
    running = await startArmed(dataRoot, story.env, step + stride)
    restart.resolve()
    await happening
    await named(step, 'afterwards', story.check(console, step))
    if (survived) {
      await running.stop('SIGTERM')
      return last
    }
    last = step
  }
  throw new Error(`after ${MOST_STEPS} steps it still has not come to its end`)
}

async function named(step: number, when: string, work: Promise<void>): Promise<void> {
  await work.catch((cause: Error) => {
    throw new Error(`kill in front of step ${step}, ${when}: ${cause.message}`, { cause })
  })
}

/** What Node keeps of compiled modules is written when a process leaves, which those that are killed never do. */
async function warmCompileCache(): Promise<string> {
  const NODE_COMPILE_CACHE = await temporaryFolder()
  const once = await startService({ dataRoot: await temporaryFolder(), flags: [], env: { NODE_COMPILE_CACHE } })
  await once.stop('SIGTERM')
  return NODE_COMPILE_CACHE
}
