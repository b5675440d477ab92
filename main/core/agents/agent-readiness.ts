import type { AgentInfo, AgentKind, AgentSettings } from '../../../contract/agent.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { type Clock, timestamp } from '../kernel/clock.ts'
import type { AgentPort } from './agent-port.ts'
import type { RunnerParts } from './runner-parts.ts'

type Readiness = Pick<AgentInfo, 'state' | 'detail' | 'remediation_hint' | 'checked_at'>

/** Whether the programs of the agents are there, with the age of that knowledge. */
export interface AgentReadinessBook {
  /** What is known now; what is old or not known is looked at in the background. */
  of(name: string, settings: AgentSettings): Readiness
  close(): void
}

const OLD_AFTER_MS = 60_000
const PROBE_MS = 20_000
const UNKNOWN: Readiness = { state: 'unknown', detail: 'not looked at yet', remediation_hint: null, checked_at: null }

/** Programs that never say what they cost. */
const TELL_NO_COST: readonly AgentKind[] = ['codex']

/** A limit that nothing can be held against is no limit: better no agent than one that is thought to be limited. */
const NO_COST: Readiness = {
  state: 'unavailable',
  detail: 'limits.cost_usd is set, and a program of this kind does not say what it costs.',
  remediation_hint: 'Set limits.cost_usd to null, and limit it by limits.tokens or limits.turns.',
  checked_at: null,
}

/** Whether its limits can be held. */
const isLimitable = ({ kind, limits }: AgentSettings): boolean =>
  limits.cost_usd === null || !TELL_NO_COST.includes(kind)

export function createAgentReadiness(ports: RunnerParts['ports'], clock: Clock): AgentReadinessBook {
  const known = new Map<string, { readonly of: string; readonly at_ms: number; readonly readiness: Readiness }>()
  const looking = new Set<string>()
  const closing = new AbortController()

  async function look(name: string, of: string, settings: AgentSettings, port: AgentPort): Promise<void> {
    looking.add(name)
    try {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(PROBE_MS)])
      const { state, detail, remediation_hint } = await port.probe(settings, signal)
      const words = { detail: detail.slice(0, 1000), remediation_hint: remediation_hint?.slice(0, 1000) ?? null }
      known.set(name, { of, at_ms: clock.now(), readiness: { state, ...words, checked_at: timestamp(clock) } })
    } finally {
      looking.delete(name)
    }
  }

  return {
    of: (name, settings) => {
      const of = canonicalJson(settings)
      const port = ports[settings.kind]
      if (port === undefined)
        return { ...UNKNOWN, state: 'unavailable', detail: `no agents of the kind ${settings.kind}` }
      if (!isLimitable(settings)) return NO_COST
      const found = known.get(name)
      const isOld = found === undefined || found.of !== of || clock.now() - found.at_ms > OLD_AFTER_MS
      if (isOld && !looking.has(name) && !closing.signal.aborted)
        void look(name, of, settings, port).catch(() => undefined)
      return found?.of === of ? found.readiness : UNKNOWN
    },
    close: () => closing.abort(),
  }
}
