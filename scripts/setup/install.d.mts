import type { SetupLock } from './lock.mjs'

export function answersLockfile(
  locked: Record<string, unknown>,
  present: Record<string, unknown>,
  machine: { platform: string; arch: string },
): boolean
export function installIfStale(root: string, lock: SetupLock): Promise<void>
