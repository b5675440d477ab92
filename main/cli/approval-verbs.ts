import { createHash } from 'node:crypto'
import { Approval, ApprovalPage } from '../../contract/approval.ts'
import { StartupError } from '../core/kernel/startup-error.ts'
import { approvalLines, approvalRow } from './approval-lines.ts'
import { type CliDoor, withDoor } from './cli-door.ts'
import { parseVerb } from './flags.ts'
import { type ExitCode, type Terminal, UsageError } from './terminal.ts'

const TEXT = { type: 'string' } as const
const ROUTE = '/api/approvals'

export async function approvalList(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseVerb(argv, { state: TEXT, task: TEXT, limit: TEXT, cursor: TEXT }, [])
  const { 'data-root': dataRoot, json, task, ...rest } = values
  const query = new URLSearchParams({ ...rest, ...(task === undefined ? {} : { task_id: task }) })
  return withDoor(dataRoot, terminal, 'existing', async (door) => {
    const page = ApprovalPage.parse(await door.request('GET', `${ROUTE}?${query}`))
    if (json === true) terminal.out(JSON.stringify(page))
    else {
      for (const approval of page.items) terminal.out(approvalRow(approval, page.now))
      if (page.items.length === 0) terminal.out('no approvals')
      if (page.next_cursor !== null) terminal.out(`more with --cursor ${page.next_cursor}`)
    }
    return 0
  })
}

export async function approvalShow(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseVerb(argv, {}, ['APPROVAL_ID'])
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    tell(terminal, values.json, await read(door, positionals[0]))
    return 0
  })
}

/**
 * Decides on exactly the bytes with `--subject-sha256`. Without it they are shown, and the person at the terminal is asked; where nobody
 * can be asked nothing is decided.
 */
export async function approvalDecide(
  decision: 'approve' | 'deny',
  argv: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const own = decision === 'deny' ? { 'subject-sha256': TEXT, reason: TEXT } : { 'subject-sha256': TEXT }
  const { values, positionals } = parseVerb(argv, own, ['APPROVAL_ID'])
  const reason = 'reason' in values && typeof values.reason === 'string' ? values.reason : undefined
  if (decision === 'deny' && reason === undefined)
    throw new UsageError('give the reason with --reason TEXT: the agent is told')
  const given = values['subject-sha256']
  if (given === undefined && (terminal.ask === null || values.json === true))
    throw new UsageError('nobody can be asked here: name what you have read with --subject-sha256 SHA')
  return withDoor(values['data-root'], terminal, 'existing', async (door) => {
    const subject_sha256 = given ?? (await agreedSubject(door, decision, positionals[0], terminal))
    if (subject_sha256 === null) {
      terminal.err('countersign: nothing was decided')
      return 1
    }
    const words = reason === undefined ? {} : { reason }
    const decided = await door.request('POST', `${pathOf(positionals[0])}/${decision}`, { subject_sha256, ...words })
    tell(terminal, values.json, Approval.parse(decided))
    return 0
  })
}

/** Shows the subject and asks. The sha256 of what was shown, computed here; null when the answer is not yes. */
async function agreedSubject(
  door: CliDoor,
  decision: 'approve' | 'deny',
  id: string | undefined,
  terminal: Terminal,
): Promise<string | null> {
  const approval = await read(door, id)
  tell(terminal, false, approval)
  const shown = createHash('sha256').update(approval.subject).digest('hex')
  if (shown !== approval.subject_sha256)
    throw new StartupError(
      1,
      'the subject does not have the sha256 that the console names',
      'decide nothing; look at the log',
    )
  const verb = decision === 'approve' ? 'Approve' : 'Deny'
  const answer = (await terminal.ask?.(`${verb} exactly this? [y/N] `)) ?? ''
  return /^y(es)?$/i.test(answer.trim()) ? shown : null
}

const pathOf = (id: string | undefined): string => `${ROUTE}/${encodeURIComponent(id ?? '')}`

const read = async (door: CliDoor, id: string | undefined): Promise<Approval> =>
  Approval.parse(await door.request('GET', pathOf(id)))

function tell(terminal: Terminal, json: boolean | undefined, approval: Approval): void {
  if (json === true) terminal.out(JSON.stringify(approval))
  else for (const line of approvalLines(approval, new Date().toISOString())) terminal.out(line)
}
