import type { AgentSettings } from '../../../../contract/agent.ts'
import type { AgentExit, AgentPort, AgentReadiness } from '../../../core/agents/agent-port.ts'
import type { Clock } from '../../../core/kernel/clock.ts'
import { failedExit } from '../turns/exits.ts'
import { commandOf, packagedVersion } from '../turns/program-facts.ts'
import { runOrder } from '../turns/run-order.ts'
import { createUsageSum } from '../turns/usage-sum.ts'
import { type ExecRun, takeExecTurn } from './openclaw-exec.ts'
import { askGatewayHealth, gatewayAddress } from './openclaw-gateway.ts'
import { takeGatewayTurn } from './openclaw-gateway-turn.ts'

/** OpenClaw, by `openclaw agent exec` or through a gateway that runs: docs/specs/agents/openclaw.md. */
export function createOpenclawAgent(clock: Clock, data_root: string): AgentPort {
  return {
    kind: 'openclaw',
    probe,
    run: async (order, sink, signal) => {
      const usage = createUsageSum(sink.used)
      if (isGateway(order.settings)) {
        return await runOrder(order, sink, clock, signal, (ended) => async (turn, sign) => {
          return await takeGatewayTurn({ order, sink, signal: ended }, turn, sign, usage.ofTurn())
        })
      }
      return await runByExec({ order, data_root, sink }, clock, signal, usage)
    },
  }
}

const isGateway = (settings: AgentSettings): boolean => settings.kind === 'openclaw' && settings.mode === 'gateway'
const programOf = (settings: AgentSettings): string => (settings.kind === 'openclaw' ? settings.program : '')

async function runByExec(
  { order, data_root, sink }: Pick<ExecRun, 'order' | 'data_root' | 'sink'>,
  clock: Clock,
  signal: AbortSignal,
  usage: ReturnType<typeof createUsageSum>,
): Promise<AgentExit> {
  const command = await commandOf(programOf(order.settings))
  if (command === null) {
    const missing = missingProgram(order.settings)
    return failedExit('program_not_started', missing.detail, missing.remediation_hint)
  }
  let number = 0
  return await runOrder(order, sink, clock, signal, (ended) => async (turn, sign) => {
    number += 1
    return await takeExecTurn({ command, order, data_root, sink, signal: ended }, number, turn, sign, usage.ofTurn())
  })
}

const missingProgram = (settings: AgentSettings): AgentReadiness => ({
  state: 'unavailable',
  detail: `There is no program ${programOf(settings)}.`,
  remediation_hint: 'Install OpenClaw (npm install -g openclaw), or give its absolute path in program.',
})

async function probe(settings: AgentSettings, signal: AbortSignal): Promise<AgentReadiness> {
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
