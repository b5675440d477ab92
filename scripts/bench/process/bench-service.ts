import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { signToken } from '../../../main/adapters/tokens/sign-token.ts'
import type { Lifetime } from '../../../main/core/kernel/lifetime.ts'
import { startService } from '../../../tests/support/service.ts'

/** The service as it is measured: a process of its own on a data root of its own. */
export interface BenchService {
  readonly pid: number
  readonly port: number
  /** An admin's token. */
  readonly token: string
  /** Stops it in good order. */
  stop(): Promise<void>
}

/** Where processor profiles of the service go, or null for none. */
export type ProfileFolder = string | null

const HOUR_S = 3600

/** Starts the service on `dataRoot`, which may hold task files already; `lifetime` stops it at the latest. */
export async function startBenchService(
  dataRoot: string,
  profiles: ProfileFolder,
  lifetime: Lifetime,
): Promise<BenchService> {
  const secret = randomBytes(32).toString('hex')
  const exp = Math.floor(Date.now() / 1000) + HOUR_S
  const token = await signToken(secret, {
    sub: 'bench',
    scope: 'admin',
    task_id: null,
    door: 'http',
    jti: 'bench',
    exp,
  })
  const profiling = profiles === null ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles}` }
  if (profiles !== null) mkdirSync(profiles, { recursive: true })
  const service = await startService({
    dataRoot,
    flags: [],
    env: { JWT_SECRET: secret, WEBHOOK_SECRET: secret, ...profiling },
  })
  let stopping: Promise<unknown> | null = null
  const stop = async (): Promise<void> => {
    stopping ??= service.stop('SIGTERM')
    await stopping
  }
  lifetime.own('service', stop)
  return { pid: service.pid, port: Number(new URL(service.url).port), token, stop }
}
