import { once } from 'node:events'
import { join } from 'node:path'
import { vi } from 'vitest'
import { type Service, startService } from './service.ts'

const PRELOAD = join(import.meta.dirname, 'kill-at-step.ts')

/** The service with a kill laid up for it: nothing happens to it before it is told to count. */
export interface ArmedService extends Service {
  /** Resolves when it is dead. */
  readonly died: Promise<void>
  /** From now on its steps on the disk are counted; it dies in front of the one that it was armed for. */
  startCounting(): Promise<void>
}

/** Starts the service so that it can be made to die in front of its n-th step on the disk. */
export async function startArmed(
  dataRoot: string,
  env: Readonly<Record<string, string>>,
  step: number,
): Promise<ArmedService> {
  const service = await startService({
    dataRoot,
    flags: [],
    env: { ...env, NODE_OPTIONS: `--import=${PRELOAD}`, KILL_AT_STEP: String(step) },
  })
  return {
    ...service,
    died: once(service.child, 'exit').then(() => undefined),
    startCounting: async () => {
      service.child.kill('SIGUSR2')
      await vi.waitFor(
        () => {
          if (!service.stderr().includes('counting')) throw new Error(`it does not count:\n${service.stderr()}`)
        },
        { timeout: 60_000, interval: 5 },
      )
    },
  }
}
