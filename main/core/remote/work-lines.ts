import type { ClaimLedger, LedgerRow } from '../../../contract/claim-ledger.ts'
import type { Sha256 } from '../../../contract/ids.ts'
import type { ProtocolView } from '../../../contract/protocol-view.ts'
import { AppError } from '../kernel/app-error.ts'
import { oneLine } from './cut-text.ts'
import type { DeskParts } from './desk-parts.ts'

const MOST_ROWS = 4
const MOST_PATHS = 3

export const MOVED_ON = 'Agents are at work on it, and have just moved on: the next card says where they stand.'

/** Where the work of agents stands and what is proven of it, as lines of a card; of which version of the task. */
export async function workLines(
  { store, protocol }: Pick<DeskParts, 'store' | 'protocol'>,
  taskId: string,
): Promise<{ readonly base_sha: Sha256 | null; readonly lines: readonly string[] }> {
  const entry = store.index.get(taskId)
  const base_sha = entry?.base_sha ?? null
  if (entry?.task == null || entry.task.rounds.length === 0) return { base_sha, lines: [] }
  try {
    const view = await protocol.view(taskId)
    return { base_sha: view.base_sha, lines: linesOf(view) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { base_sha, lines: [`What agents did cannot be read (${error.code}): look at the console.`] }
  }
}

function linesOf(view: ProtocolView): readonly string[] {
  const { task_id, phase, rounds, ledger, lock } = view
  const last = rounds.at(-1)
  if (last === undefined || phase === 'idle' || phase === 'decided') return []
  const { dispatch, verdict, ended } = last
  const round = `Round ${dispatch.round}`
  if (phase === 'locked')
    return [`LOCKED: ${oneLine(lock?.reason ?? 'its rounds are used up.', 200)} It is opened again at the console.`]
  if (phase === 'awaiting_dispatch') {
    const how = ended === null ? 'was rejected by its reviewer' : `ended without a verdict (${spaced(ended.reason)})`
    return [`${round} ${how}. /dispatch ${task_id} gives it out again.`]
  }
  if (phase === 'awaiting_person')
    return [
      `${round} was approved by reviewer ${oneLine(verdict?.reviewed_by ?? 'unknown', 80)}.`,
      ...ledgerLines(ledger),
    ]
  return [`${round} is open (${spaced(phase)}): it can be rejected now, and approved when it is over.`]
}

const spaced = (state: string): string => state.replaceAll('_', ' ')

/** What the console checked itself; what agents say of their work never stands here as proof. */
function ledgerLines({ status, rows, out_of_scope, missing_proof, blocks_approval }: ClaimLedger): string[] {
  const open = rows.filter((row) => row.status !== 'VERIFIED')
  return [
    `Ledger: ${status}. ${rows.length - open.length} of ${rows.length} criteria are verified.`,
    ...open.slice(0, MOST_ROWS).map(rowLine),
    ...(open.length > MOST_ROWS ? [`- … and ${open.length - MOST_ROWS} more`] : []),
    ...listed('Outside the scope', out_of_scope),
    ...listed('Proof is missing', missing_proof),
    ...(blocks_approval
      ? ['This proof carries no approval: an override, with its reason, is made at the console. Reject works here.']
      : []),
  ]
}

const rowLine = ({ criterion_id, status, reasons }: LedgerRow): string =>
  `- ${oneLine(criterion_id, 40)}: ${status}${reasons.length === 0 ? '' : ` (${oneLine(reasons.join('; '), 100)})`}`

function listed(name: string, items: readonly string[]): string[] {
  if (items.length === 0) return []
  const more = items.length > MOST_PATHS ? ', …' : ''
  return [
    `${name} (${items.length}): ${items
      .slice(0, MOST_PATHS)
      .map((item) => oneLine(item, 70))
      .join(', ')}${more}`,
  ]
}
