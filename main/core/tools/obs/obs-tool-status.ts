import type { ToolStatus } from '../../../../contract/tool.ts'
import { timestamp } from '../../kernel/clock.ts'
import { LOSSES, type Loss } from './lost-recording.ts'
import { remedyOf } from './obs-errors.ts'
import type { ObsHealth } from './obs-link.ts'

const SOURCE = 'OBS was asked'

/** After so many missed questions, what was known is not known any more. */
const MISSED = 4

/** `everyMs`: how often OBS is asked. */
export function statusOf(
  health: ObsHealth,
  known: {
    readonly loss: { readonly at: string; readonly loss: Loss } | null
    readonly now: number
    readonly everyMs: number
  },
): ToolStatus {
  const lost = known.loss === null ? '' : ` A recording was lost at ${known.loss.at}: ${LOSSES[known.loss.loss]}`
  const base = { source: SOURCE, remediation_hint: null }
  switch (health.state) {
    case 'off':
      return {
        ...{ state: 'off', detail: 'No OBS is configured.', source: 'known from the settings', checked_at: null },
        remediation_hint: 'Set tools.obs.url, and keep the password with `countersign secret set OBS_PASSWORD`.',
      }
    case 'connecting':
      return { ...base, state: 'unknown', detail: 'OBS was not reached yet.', checked_at: null }
    case 'lost':
      return {
        ...{ state: 'unavailable', detail: `${health.problem.message}${lost}`, source: SOURCE },
        ...{ remediation_hint: remedyOf(health.problem), checked_at: at(health.checked_ms) },
      }
    case 'on': {
      const isOld = known.now - health.checked_ms > MISSED * known.everyMs + health.latency_ms
      const { obs, websocket } = health.about
      const said = `OBS ${obs} answered in ${health.latency_ms} ms (obs-websocket ${websocket}).`
      return {
        ...{ ...base, state: isOld ? 'unknown' : 'ready', checked_at: at(health.checked_ms) },
        detail: `${isOld ? 'OBS was not asked for a while; then: ' : ''}${said}${lost}`,
      }
    }
  }
}

const at = (ms: number): string => timestamp({ now: () => ms })
