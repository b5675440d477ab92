import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Service, startService } from './service.ts'

const PRELOAD = join(import.meta.dirname, 'kill-at-step.ts')

/** Starts the service so that it dies in front of its n-th step on the disk, counted from now on. */
export async function startDoomed(
  dataRoot: string,
  env: Readonly<Record<string, string>>,
  step: number,
): Promise<Service> {
  const service = await startService({
    dataRoot,
    flags: [],
    env: { ...env, NODE_OPTIONS: `--import=${PRELOAD}`, KILL_AT_STEP: String(step) },
  })
  service.child.kill('SIGUSR2')
  for (let waited = 0; !service.stderr().includes('counting'); waited += 10) {
    if (waited > 30_000) throw new Error(`the service does not count its steps:\n${service.stderr()}`)
    await pause(10)
  }
  return service
}

/** Whether the service answered; false when it died before. */
export async function survives(send: () => Promise<Response>): Promise<boolean> {
  try {
    const response = await send()
    await response.text()
    return true
  } catch {
    return false
  }
}
