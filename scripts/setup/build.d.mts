import type { SetupLock } from './lock.mjs'

export function buildIfStale(root: string, node: string, lock: SetupLock): Promise<void>
