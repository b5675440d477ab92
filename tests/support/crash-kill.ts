import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Ledger } from './crash-ledger.ts'
import { startBurst, type Target } from './crash-load.ts'
import type { SeededRandom } from './crash-random.ts'
import type { Service } from './service.ts'

const HEADLESS = join(import.meta.dirname, '../../main/headless.ts')

/** Of the requests of a burst, so many are answered before the kill at the most; then it waits for up to this long. */
const MOST_ANSWERS = 30
const MOST_DELAY_MS = 12
/** Kills after a random number of answers and a random time, so that every point of a request is hit on any machine. */
export async function killUnderLoad(
  service: Service,
  target: Target,
  ledger: Ledger,
  random: SeededRandom,
): Promise<void> {
  let answersLeft = random.below(MOST_ANSWERS)
  const delayMs = random.below(MOST_DELAY_MS)
  const ripe = Promise.withResolvers<void>()
  if (answersLeft === 0) ripe.resolve()
  const { done } = startBurst(target, ledger, random, () => {
    answersLeft -= 1
    if (answersLeft === 0) ripe.resolve()
  })
  await Promise.race([ripe.promise, done])
  await pause(delayMs)
  process.kill(service.pid, 'SIGKILL')
  await Promise.all([done, once(service.child, 'exit')])
}

/** Starts the service and kills it after `afterMs`, wherever it has come to. */
export async function killWhileStarting(dataRoot: string, env: Record<string, string>, afterMs: number): Promise<void> {
  const { WEBHOOK_SECRET: _, JWT_SECRET: __, ...rest } = process.env
  const child = spawn(process.execPath, [HEADLESS, '--data-root', dataRoot, '--port', '0'], {
    env: { ...rest, ...env },
    stdio: 'ignore',
  })
  const exited = once(child, 'exit')
  await pause(afterMs)
  child.kill('SIGKILL')
  await exited
}
