import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AgentSettings } from '../../../../contract/agent.ts'
import type { AgentPort, AgentReadiness } from '../../../core/agents/agent-port.ts'
import type { Clock } from '../../../core/kernel/clock.ts'
import { failedExit } from '../turns/exits.ts'
import { modelEndpoint } from '../turns/model-endpoint.ts'
import { commandOf, packagedVersion } from '../turns/program-facts.ts'
import { runOrder } from '../turns/run-order.ts'
import { createUsageSum } from '../turns/usage-sum.ts'
import { makeCodexPlace, noteStandIns } from './codex-place.ts'
import { type CodexRun, takeCodexTurn } from './codex-turn.ts'

/** Codex, by `codex exec --json`: docs/specs/agents/codex.md. `data_root`: of the console; its commands see nothing of it. Absolute. */
export function createCodexAgent(clock: Clock, data_root: string): AgentPort {
  return {
    kind: 'codex',
    probe,
    run: async (order, sink, signal) => {
      const command = await commandOf(programOf(order.settings))
      if (command === null) {
        const missing = missingProgram(order.settings)
        return failedExit('program_not_started', missing.detail, missing.remediation_hint)
      }
      const place = await makeCodexPlace(order)
      const usage = createUsageSum(sink.used)
      const takeAway = noteStandIns(order.workspace)
      let number = 0
      try {
        return await runOrder(order, sink, clock, signal, (ended) => async (turn, sign) => {
          const run: CodexRun = { command, order, place, data_root, sink, clock, signal: ended }
          number += 1
          try {
            return await takeCodexTurn(run, number, turn, sign, usage.ofTurn())
          } finally {
            await takeAway()
          }
        })
      } finally {
        await place.remove()
      }
    },
  }
}

const programOf = (settings: AgentSettings): string => (settings.kind === 'codex' ? settings.program : '')

const missingProgram = (settings: AgentSettings): AgentReadiness => ({
  state: 'unavailable',
  detail: `There is no program ${programOf(settings)}.`,
  remediation_hint: 'Install Codex (npm install -g @openai/codex), or give its absolute path in program.',
})

async function probe(settings: AgentSettings): Promise<AgentReadiness> {
  const command = await commandOf(programOf(settings))
  if (command === null) return missingProgram(settings)
  const { url, key } = modelEndpoint(settings)
  const home = settings.kind === 'codex' ? settings.codex_home : null
  if (url === null && key === null && (home === null || !existsSync(join(home, 'auth.json')))) {
    return {
      state: 'unavailable',
      detail: 'Codex has nobody to ask: there is neither a key nor an account that is logged in.',
      remediation_hint: 'Name a secret in secrets, or give codex_home, where codex login was done.',
    }
  }
  const path = command.at(-1) ?? ''
  const version = await packagedVersion(path, '@openai/codex')
  return { state: 'ready', detail: version === null ? path : `Codex ${version}, ${path}`, remediation_hint: null }
}
