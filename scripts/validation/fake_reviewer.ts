/**
 * A reviewer without a model: `node scripts/validation/fake_reviewer.ts --mode honest`, run by the console as an agent of the kind
 * `script`. Reads the result with what the console found, and says a verdict whose issues name a criterion and an entry of the work log.
 * `honest` rejects what the ledger calls GAPS; the modes after `silent` break one promise each.
 */
import { parseArgs } from 'node:util'
import type { ClaimLedger } from '../../contract/claim-ledger.ts'
import type { Dispatch, ReviewVerdict, StoredResult } from '../../contract/protocol.ts'
import type { Issue } from '../../contract/task.ts'
import { type ConsoleLines, holdAt, type Message, openConsoleLines } from './console-lines.ts'

const MODES = [
  ...['honest', 'honest-approve', 'reject-once', 'reject-always', 'silent'],
  ...['no-criterion-ref', 'criterion-ref-nowhere', 'work-log-ref-missing', 'work-log-ref-nowhere'],
  ...['approve-with-issues', 'reject-without-issues', 'wrong-dispatch'],
] as const
type Mode = (typeof MODES)[number]

interface Review {
  readonly dispatch: Dispatch
  readonly result: StoredResult
  readonly ledger: ClaimLedger
}

/** One for each criterion with a gap, pointing at the work that was claimed for it. */
function issuesOf({ dispatch, result, ledger }: Review, all: boolean): Issue[] {
  const rows = ledger.rows.filter(({ status }) => all || status === 'GAPS')
  return rows.map(({ criterion_id, reasons, reported }, place) => ({
    issue_id: `i${dispatch.round}-${place + 1}`,
    criterion_ref: criterion_id,
    work_log_ref: reported?.work_log_refs[0] ?? result.work_log[0]?.entry_id ?? null,
    text: reasons.length === 0 ? 'It is not what was asked for.' : reasons.join('\n'),
  }))
}

/** The verdict as it is sent; a mode that breaks the form sends what is no verdict at all. */
function verdictIn(mode: Mode, review: Review): Message {
  const { dispatch_id, round } = review.dispatch
  const say = (decision: ReviewVerdict['decision'], issues: readonly object[]): Message => ({
    ...{ type: 'verdict', dispatch_id, decision, comment: `round ${round}`, issues },
  })
  const all = issuesOf(review, true)
  const changed = (change: object): Message =>
    say(
      'reject',
      all.map((issue) => ({ ...issue, ...change })),
    )
  switch (mode) {
    case 'honest': {
      const gaps = issuesOf(review, false)
      return say(gaps.length === 0 ? 'approve' : 'reject', gaps)
    }
    case 'honest-approve':
      return say('approve', [])
    case 'reject-once':
      return round === 1 ? say('reject', all.slice(0, 1)) : say('approve', [])
    case 'reject-always':
      return say('reject', all.slice(0, 1))
    case 'no-criterion-ref':
      return say(
        'reject',
        all.map(({ criterion_ref: _, ...issue }) => issue),
      )
    case 'criterion-ref-nowhere':
      return changed({ criterion_ref: 'no-such-criterion' })
    case 'work-log-ref-missing':
      return changed({ work_log_ref: null })
    case 'work-log-ref-nowhere':
      return changed({ work_log_ref: 'no-such-entry' })
    case 'approve-with-issues':
      return say('approve', all)
    case 'reject-without-issues':
      return say('reject', [])
    case 'wrong-dispatch':
      return { ...say('approve', []), dispatch_id: `${dispatch_id}0` }
    case 'silent':
      throw new Error('it says nothing')
  }
}

async function review(lines: ConsoleLines, mode: Mode, hold: string): Promise<void> {
  const given = await lines.next()
  if (given?.['type'] !== 'review') throw new Error('this is nothing to review')
  if (mode === 'silent') {
    while ((await lines.next()) !== null);
    return
  }
  await holdAt(hold, 'before-verdict', lines)
  const answer = await lines.ask(verdictIn(mode, given as unknown as Review))
  await holdAt(hold, 'after-verdict', lines)
  if (answer?.['ok'] !== true) lines.say({ type: 'log', text: `the verdict was refused: ${answer?.['error_code']}` })
}

const { values } = parseArgs({
  options: {
    mode: { type: 'string', default: 'honest' },
    /** Step at which it stands still until it is killed. */
    hold: { type: 'string', default: '' },
  },
})
const mode = MODES.find((one) => one === values.mode)
if (mode === undefined) {
  process.stderr.write(`--mode is one of ${MODES.join(', ')}\n`)
  process.exitCode = 64
} else {
  await review(openConsoleLines(process.stdin, process.stdout), mode, values.hold)
  process.stdin.destroy()
}
