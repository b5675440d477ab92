import { setTimeout as pause } from 'node:timers/promises'

/** Waits for a condition; false when it does not come true within `patienceMs`. */
export async function until(patienceMs: number, holds: () => boolean | Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + patienceMs
  while (!(await holds())) {
    if (performance.now() > deadline) return false
    await pause(20)
  }
  return true
}
