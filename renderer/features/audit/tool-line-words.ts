import type { AuditEvent } from '../../../contract/audit-event.ts'
import { sizeWords } from '../../design/size-words.ts'
import { count } from '../../design/time-words.ts'

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** What a line about tools, accounts and evidence says besides its type; null for every other line. */
export function toolLineWords({ type, data }: Pick<AuditEvent, 'type' | 'data'>): string | null {
  switch (type) {
    case 'tool_call_cancelled':
    case 'obs_connection_lost':
      return text(data['reason'])
    case 'tool_call_resumed':
      return text(data['call_id'])
    case 'obs_recording_lost':
      return joined([text(data['why']), text(data['path'])])
    case 'account_connected':
      return joined([text(data['service']), text(data['channel_title'])])
    case 'account_disconnected':
      return joined([text(data['service']), text(data['why'])])
    case 'evidence_verified':
      return verdictWords(data)
    case 'evidence_budget_warned': {
      const [used, budget, free] = ['used_bytes', 'budget_bytes', 'free_bytes'].map((name) => number(data[name]))
      const taken = used == null ? null : `${sizeWords(used)} used`
      return joined([
        budget == null || taken === null ? taken : `${taken} of ${sizeWords(budget)}`,
        free == null ? null : `${sizeWords(free)} free on the disk`,
      ])
    }
    default:
      return null
  }
}

const VERDICTS: Readonly<Record<string, string>> = {
  ...{ whole: 'whole', altered: 'not whole', cancelled: 'ended before it was through' },
  failed: 'it could not be verified',
}

function verdictWords(data: AuditEvent['data']): string | null {
  const state = text(data['state'])
  const [packages, altered, missing] = ['packages', 'altered', 'missing'].map((name) => number(data[name]) ?? 0)
  const counted = (n: number | undefined, word: string) => (n === undefined || n === 0 ? null : `${count(n)} ${word}`)
  return joined([
    state === null ? null : (VERDICTS[state] ?? state),
    counted(packages, 'packages'),
    counted(altered, 'altered'),
    counted(missing, 'missing'),
    text(data['failure']),
  ])
}

function joined(parts: readonly (string | null)[]): string | null {
  const said = parts.filter((part) => part !== null)
  return said.length === 0 ? null : said.join(', ')
}
