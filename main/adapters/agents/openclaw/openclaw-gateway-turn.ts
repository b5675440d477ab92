import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import type { AgentUsage } from '../../../../contract/agent.ts'
import type { AgentExit, AgentOrder, AgentSink } from '../../../core/agents/agent-port.ts'
import { oneLine } from '../../../core/tools/one-line.ts'
import { failedExit } from '../turns/exits.ts'
import { secretFile } from '../turns/model-endpoint.ts'
import type { Turn, TurnOutcome } from '../turns/turn.ts'
import { ANSWER_MS, connectGateway, type Gateway, GatewayFailure, gatewayAddress } from './openclaw-gateway.ts'
import { gatherGatewaySteps } from './openclaw-gateway-events.ts'
import { workFolder } from './work-folder.ts'

export interface GatewayRun {
  readonly order: AgentOrder
  readonly sink: AgentSink
  readonly signal: AbortSignal
}

/** How long a run may take to end after it was asked to, and the last words to the gateway, in milliseconds. */
const PATIENCE_MS = 5000
/** How much longer than its own limit a run of the gateway is waited for, in milliseconds. */
const GRACE_MS = 30_000

const count = z.number().min(0).default(0)
const Config = z.object({
  config: z.object({ agents: z.object({ defaults: z.object({ skipBootstrap: z.boolean().default(false) }) }) }),
})
const Accepted = z.object({ runId: z.string() })
const Final = z.object({
  status: z.string(),
  summary: z.string().default(''),
  result: z
    .object({
      payloads: z.array(z.object({ text: z.string().nullable().default(null) })).default([]),
      meta: z.object({
        agentMeta: z.object({
          assistantTurns: z.int().min(0).default(1),
          usage: z
            .object({
              ...{ input: count, output: count, cacheRead: count, cacheWrite: count },
              cost: z.object({ total: count }).optional(),
            })
            .optional(),
        }),
      }),
    })
    .optional(),
})

/**
 * One run of the gateway's agent in a session of its own, in the workspace. The session bears the id of the run and the number of the turn,
 * so that it can be found by these. `used` is told what this turn has used up by now.
 */
export async function takeGatewayTurn(
  run: GatewayRun,
  number: number,
  turn: Turn,
  sign: (note: string) => void,
  used: (usage: AgentUsage) => void,
): Promise<TurnOutcome> {
  const { order, sink, signal } = run
  let runId: string | null = null
  const gathered = gatherGatewaySteps(() => runId)
  const key = `agent:main:countersign-${order.run_id}-${number}`
  try {
    const gateway = await connect(run, (event) => {
      if (!gathered.take(event)) return
      sink.output('protocol', JSON.stringify(event))
      sign(gathered.steps().at(-1)?.command ?? 'it works')
      const { turns, output_tokens } = gathered
      if (turns > 0) used({ turns, input_tokens: 0, output_tokens, cost_usd: null })
    })
    try {
      await sink.processStarted(null)
      await orEnded(openSession(gateway, key, order, turn.may_write), signal)
      const final = await ask(gateway, key, turn.prompt, order.limits.seconds, signal, (id) => {
        runId = id
      })
      const out = outcome(final, gathered.steps(), used)
      return !out.ok && signal.aborted ? { ok: false, exit: ENDED } : out
    } finally {
      await gateway.request('sessions.delete', { key }, PATIENCE_MS).catch(() => undefined)
      gateway.close()
    }
  } catch (error) {
    if (!(error instanceof GatewayFailure)) throw error
    return { ok: false, exit: signal.aborted ? ENDED : refused(error) }
  }
}

const ENDED = failedExit('ended', 'It was ended.', null)

/** A gateway that says nothing is not waited for once the run is to end. */
async function orEnded<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(new GatewayFailure('aborted', 'It was ended.'))
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))

const refused = (error: GatewayFailure): AgentExit =>
  failedExit(
    error.code === 'bootstrap' ? 'gateway_unfit' : 'gateway_failed',
    oneLine(error.message),
    error.code === 'bootstrap'
      ? 'openclaw config set agents.defaults.skipBootstrap true'
      : 'Look at gateway_url, at the first of secrets (the token of the gateway), and at the log of the gateway.',
  )

async function connect({ order, signal }: GatewayRun, onEvent: Parameters<typeof connectGateway>[2]): Promise<Gateway> {
  const address = gatewayAddress(order.settings)
  if (address === null) throw new GatewayFailure('address', 'gateway_url is no address of this machine.')
  const [secret] = order.settings.secrets
  const token = secret === undefined ? '' : (await readFile(secretFile(order.state_folder, secret), 'utf8')).trim()
  return await connectGateway(address, token, onEvent, signal)
}

/** Permission modes: https://docs.openclaw.ai/gateway/permission-modes */
async function openSession(gateway: Gateway, key: string, order: AgentOrder, mayWrite: boolean): Promise<void> {
  const config = Config.safeParse(await gateway.request('config.get', {}, ANSWER_MS)).data
  // It would put files of its own into the workspace, where they count as touched.
  if (config?.config.agents.defaults.skipBootstrap !== true)
    throw new GatewayFailure('bootstrap', 'The gateway puts files of its own into every workspace.')
  const model = order.settings.kind === 'openclaw' ? order.settings.model : null
  const session = { key, cwd: await workFolder(order), permissionMode: mayWrite ? 'full' : 'read-only' }
  await gateway.request('sessions.create', { ...session, ...(model === null ? {} : { model }) }, ANSWER_MS)
}

async function ask(
  gateway: Gateway,
  key: string,
  message: string,
  timeout: number,
  signal: AbortSignal,
  accepted: (runId: string) => void,
): Promise<z.infer<typeof Final>> {
  let runId: string | null = null
  const answered = gateway.request(
    'agent',
    { message, sessionKey: key, idempotencyKey: randomUUID(), deliver: false, timeout },
    timeout * 1000 + GRACE_MS,
    (payload) => {
      runId = Accepted.safeParse(payload).data?.runId ?? null
      if (runId !== null) accepted(runId)
    },
  )
  // What it answers after it was left is of no more use.
  answered.catch(() => undefined)
  let abort = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      const ended = gateway.request('sessions.abort', { key, ...(runId === null ? {} : { runId }) }, PATIENCE_MS)
      const settled = Promise.allSettled([ended, answered])
      void Promise.race([settled, pause()]).then(() => reject(new GatewayFailure('aborted', 'It was ended.')))
    }
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
  try {
    return Final.parse(await Promise.race([answered, aborted]))
  } catch (error) {
    throw error instanceof GatewayFailure ? error : new GatewayFailure('shape', 'The gateway answered in another way.')
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function outcome(final: z.infer<typeof Final>, steps: TurnSteps, used: (usage: AgentUsage) => void): TurnOutcome {
  const meta = final.result?.meta.agentMeta
  if (meta?.usage !== undefined) {
    const { input, output, cacheRead, cacheWrite, cost } = meta.usage
    used({
      ...{ turns: meta.assistantTurns, input_tokens: Math.round(input + cacheRead + cacheWrite) },
      ...{ output_tokens: Math.round(output), cost_usd: (cost?.total ?? 0) === 0 ? null : (cost?.total ?? null) },
    })
  }
  const text = (final.result?.payloads ?? []).map((payload) => payload.text ?? '').join('\n')
  if (final.status === 'ok' && text.trim() !== '') return { ok: true, text, steps }
  const words = `The gateway ended its run as ${oneLine(final.status)}: ${oneLine(final.summary)}`
  return { ok: false, exit: failedExit('turn_failed', words, 'Look at the log of the run.') }
}

type TurnSteps = Extract<TurnOutcome, { ok: true }>['steps']
