import { realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import type { AgentSettings } from '../../../../contract/agent.ts'
import type { AgentExit, AgentOrder, AgentPort, AgentReadiness, AgentSink } from '../../../core/agents/agent-port.ts'
import type { Clock } from '../../../core/kernel/clock.ts'
import { failedExit } from '../turns/exits.ts'
import { commandOf, packagedVersion } from '../turns/program-facts.ts'
import { runOrder } from '../turns/run-order.ts'
import { createUsageSum } from '../turns/usage-sum.ts'
import { confining } from './confined-command.ts'
import { takeExecTurn } from './openclaw-exec.ts'
import { askGatewayHealth, gatewayAddress } from './openclaw-gateway.ts'
import { takeGatewayTurn } from './openclaw-gateway-turn.ts'

/** OpenClaw, by `openclaw agent exec` or through a gateway that runs: docs/specs/agents/openclaw.md. */
export function createOpenclawAgent(clock: Clock, data_root: string): AgentPort {
  return {
    kind: 'openclaw',
    probe: (settings, signal) => probe(settings, data_root, signal),
    run: async (order, sink, signal) => {
      const usage = createUsageSum(sink.used)
      if (isGateway(order.settings)) {
        let number = 0
        return await runOrder(order, sink, clock, signal, (ended) => async (turn, sign) => {
          number += 1
          return await takeGatewayTurn({ order, sink, signal: ended }, number, turn, sign, usage.ofTurn())
        })
      }
      return await runByExec({ order, data_root, sink }, clock, signal, usage)
    },
  }
}

const isGateway = (settings: AgentSettings): boolean => settings.kind === 'openclaw' && settings.mode === 'gateway'
const programOf = (settings: AgentSettings): string => (settings.kind === 'openclaw' ? settings.program : '')

async function runByExec(
  { order, data_root, sink }: { readonly order: AgentOrder; readonly data_root: string; readonly sink: AgentSink },
  clock: Clock,
  signal: AbortSignal,
  usage: ReturnType<typeof createUsageSum>,
): Promise<AgentExit> {
  const program = await commandOf(programOf(order.settings))
  if (program === null) return notReady('program_not_started', missingProgram(order.settings))
  const command = await confinedCommand(program, order.settings, data_root, [order.workspace, order.state_folder])
  if (command === null) return notReady('sandbox_unavailable', NOT_CONFINED)
  if (isUnconfined(order.settings))
    sink.output('protocol', 'Nothing confines OpenClaw here: it may read and write what you may.')
  let number = 0
  return await runOrder(order, sink, clock, signal, (ended) => async (turn, sign) => {
    number += 1
    return await takeExecTurn({ command, order, sink, signal: ended }, number, turn, sign, usage.ofTurn())
  })
}

const isUnconfined = (settings: AgentSettings): boolean => settings.kind === 'openclaw' && settings.unconfined

/** Null: nothing here confines it, and it was not said that it may run all the same. */
async function confinedCommand(
  program: readonly [string, ...string[]],
  settings: AgentSettings,
  data_root: string,
  writable: readonly string[],
): Promise<readonly [string, ...string[]] | null> {
  if (isUnconfined(settings)) return program
  // By its own place: where it is linked from may be hidden.
  const command = await Promise.all(program.map((path) => realpath(path).catch(() => path)))
  const path = settings.environment['PATH'] ?? process.env['PATH'] ?? ''
  const prefix = await confining({ root: data_root, home: homedir(), path, command, writable })
  return prefix === null ? null : [...prefix, '--', ...command]
}

const notReady = (code: string, { detail, remediation_hint }: AgentReadiness): AgentExit =>
  failedExit(code, detail, remediation_hint)

const missingProgram = (settings: AgentSettings): AgentReadiness => ({
  state: 'unavailable',
  detail: `There is no program ${programOf(settings)}.`,
  remediation_hint: 'Install OpenClaw (npm install -g openclaw), or give its absolute path in program.',
})

const NOT_CONFINED: AgentReadiness = {
  state: 'unavailable',
  detail: 'Nothing confines OpenClaw here: it could read and write what you may, the keys of the console among it.',
  remediation_hint:
    'Install bubblewrap (Linux), use a gateway, or say "unconfined": true in the settings of this agent.',
}

async function probe(settings: AgentSettings, data_root: string, signal: AbortSignal): Promise<AgentReadiness> {
  if (isGateway(settings)) return await probeGateway(settings, signal)
  const command = await commandOf(programOf(settings))
  if (command === null) return missingProgram(settings)
  if (settings.kind === 'openclaw' && settings.model === null && settings.config_file === null) {
    return {
      state: 'unavailable',
      detail: 'OpenClaw has no model to ask.',
      remediation_hint: 'Give model as PROVIDER/MODEL, or config_file.',
    }
  }
  if ((await confinedCommand(command, settings, data_root, [])) === null) return NOT_CONFINED
  const path = command.at(-1) ?? ''
  const version = await packagedVersion(path, 'openclaw')
  return { state: 'ready', detail: version === null ? path : `OpenClaw ${version}, ${path}`, remediation_hint: null }
}

async function probeGateway(settings: AgentSettings, signal: AbortSignal): Promise<AgentReadiness> {
  const address = gatewayAddress(settings)
  const hint =
    'Start the gateway (openclaw gateway run), and give its address as gateway_url, like ws://127.0.0.1:18789.'
  if (address === null) return { state: 'unavailable', detail: 'There is no gateway_url.', remediation_hint: hint }
  const health = await askGatewayHealth(address, signal)
  return health === null
    ? { state: 'ready', detail: `A gateway answers at ${address}.`, remediation_hint: null }
    : { state: 'unavailable', detail: health, remediation_hint: hint }
}
