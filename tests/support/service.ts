import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { TOOL_SECRETS } from '../../main/tool-families.ts'

const HEADLESS = join(import.meta.dirname, '../../main/headless.ts')

export interface Ready {
  readonly ready: true
  readonly url: string
  readonly pid: number
  readonly data_root: string
  /** When it was started with --ingress-port. */
  readonly ingress_url?: string
}

/** The real service in a process of its own. */
export interface Service extends Ready {
  readonly child: ChildProcess
  /** Everything written on stderr so far. */
  stderr(): string
  /** Ends it with `signal` and resolves to its exit code (null when killed). */
  stop(signal: NodeJS.Signals): Promise<number | null>
}

export interface ServiceOptions {
  readonly dataRoot: string
  readonly flags: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** Starts `node main/headless.ts` on a free port. Rejects with what it said on stderr when it leaves before it is ready. */
export async function startService({ dataRoot, flags, env }: ServiceOptions): Promise<Service> {
  const args = [HEADLESS, '--data-root', dataRoot, '--port', '0', ...flags]
  const child = spawn(process.execPath, args, {
    env: { ...withoutSettings(process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> })
  const first = await Promise.race([once(lines, 'line').then(([line]) => line as string), exited])
  if (typeof first !== 'string') throw new Error(`the service left with ${first} before it was ready:\n${said}`)
  return {
    ...(JSON.parse(first) as Ready),
    child,
    stderr: () => said,
    stop: (signal) => {
      child.kill(signal)
      return exited
    },
  }
}

/** Variables that the service reads, and those of the tester's own screen. */
const SETTINGS =
  /^(WEBHOOK_SECRET|JWT_SECRET|BOT_TOKEN|XCODE_.*|TELEGRAM_.*|GITHUB_(TOKEN|HOOKS|API_URL)|COUNTERSIGN_(DATA_ROOT|PORT)|DISPLAY|WAYLAND_DISPLAY)$/

/** Neither the tester's own settings nor the tester's screen may reach the service. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !SETTINGS.test(name) && !TOOL_SECRETS.includes(name)),
  )
}
