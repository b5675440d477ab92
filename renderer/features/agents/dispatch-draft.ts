import type * as z from 'zod'
import type { AgentInfo } from '../../../contract/agent.ts'
import { DispatchRequest } from '../../../contract/protocol-requests.ts'
import type { AcceptanceCriterion, TaskDetail } from '../../../contract/task.ts'
import { commandLine, commandWords } from './command-line.ts'

/** A criterion as it is typed. */
export interface CriterionDraft {
  /** Tells them apart while they are typed; never changes. */
  readonly key: number
  readonly criterion_id: string
  readonly text: string
  /** The check as one line; empty for none. */
  readonly check: string
  readonly timeout: string
}

export interface DispatchDraft {
  /** Empty: whoever has a token for the task. */
  readonly agent: string
  /** Empty: whoever has a token. */
  readonly reviewer: string
  readonly criteria: readonly CriterionDraft[]
  /** One place per line. */
  readonly scope: string
  /** In minutes; empty: as the settings say. */
  readonly minutes: string
}

export type DispatchReading =
  | { readonly ok: true; readonly request: z.input<typeof DispatchRequest> }
  /** By field: `criteria.KEY`, `scope`, `minutes`, `criteria`. */
  | { readonly ok: false; readonly faults: Readonly<Record<string, string>> }

export function draftOf(task: Pick<TaskDetail, 'acceptance_criteria' | 'declared_scope'>): DispatchDraft {
  const criteria = task.acceptance_criteria.map((criterion, key) => draftOfCriterion(criterion, key))
  return {
    ...{ agent: '', reviewer: '', scope: task.declared_scope.join('\n'), minutes: '' },
    criteria: criteria.length === 0 ? [emptyCriterion([])] : criteria,
  }
}

function draftOfCriterion({ criterion_id, text, check }: AcceptanceCriterion, key: number): CriterionDraft {
  const timeout = check === undefined ? '' : String(check.timeout_seconds)
  return { key, criterion_id, text, check: check === undefined ? '' : commandLine(check.argv), timeout }
}

/** One more, with a name that none of the others has. */
export function emptyCriterion(others: readonly CriterionDraft[]): CriterionDraft {
  const key = Math.max(-1, ...others.map((each) => each.key)) + 1
  let n = others.length + 1
  while (others.some(({ criterion_id }) => criterion_id === `c${n}`)) n += 1
  return { key, criterion_id: `c${n}`, text: '', check: '', timeout: '' }
}

/** Who may do that, and can be started as far as is known. */
export function fitting(agents: readonly AgentInfo[], role: 'executor' | 'reviewer'): readonly AgentInfo[] {
  return agents.filter(({ roles }) => roles.includes(role))
}

/** `isFirst`: the task was never given out; only then criteria and scope are sent. */
export function readDispatch(draft: DispatchDraft, isFirst: boolean, base_sha: string): DispatchReading {
  const faults: Record<string, string> = {}
  const read = draft.criteria.flatMap((each) => {
    const criterion = readCriterion(each, draft.criteria)
    if (typeof criterion !== 'string') return [criterion]
    faults[`criteria.${each.key}`] = criterion
    return []
  })
  if (isFirst && draft.criteria.length === 0)
    faults['criteria'] = 'At least one is needed: there is nothing to hold the work against.'
  const minutes = draft.minutes.trim()
  if (minutes !== '' && !(/^\d{1,5}$/.test(minutes) && Number(minutes) >= 1 && Number(minutes) <= 10_080))
    faults['minutes'] = 'A whole number of minutes, at most 10,080 (7 days).'
  const relevant = isFirst ? faults : pick(faults, 'minutes')
  if (Object.keys(relevant).length > 0) return { ok: false, faults: relevant }
  const request = {
    ...{ agent: draft.agent === '' ? null : draft.agent, reviewer: draft.reviewer === '' ? null : draft.reviewer },
    ...(isFirst ? { acceptance_criteria: read, declared_scope: scopeOf(draft.scope) } : {}),
    ...(minutes === '' ? {} : { deadline_seconds: Number(minutes) * 60 }),
    base_sha,
  }
  const held = DispatchRequest.safeParse(request)
  if (held.success) return { ok: true, request: request as z.input<typeof DispatchRequest> }
  const issue = held.error.issues[0]
  const field = issue?.path[0] === 'declared_scope' ? 'scope' : 'criteria'
  return { ok: false, faults: { [field]: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not valid'}` } }
}

function pick(faults: Readonly<Record<string, string>>, name: string): Readonly<Record<string, string>> {
  return faults[name] === undefined ? {} : { [name]: faults[name] }
}

function scopeOf(text: string): readonly string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '')
}

/** The fault as a sentence. */
function readCriterion(draft: CriterionDraft, all: readonly CriterionDraft[]): AcceptanceCriterion | string {
  const { criterion_id, text, check, timeout } = draft
  const id = criterion_id.trim()
  if (id === '') return 'It needs a name, to which claims and issues can point.'
  if (all.some((each) => each !== draft && each.criterion_id.trim() === id)) return `Another one is called ${id} too.`
  if (text.trim() === '') return 'It needs words.'
  const argv = commandWords(check)
  if (argv === null) return 'A quote in the check is not closed.'
  if (argv.length === 0) return { criterion_id: id, text: text.trim() }
  const seconds = timeout.trim() === '' ? 120 : Number(timeout)
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 3_600) return 'The check may take 1 to 3600 seconds.'
  return { criterion_id: id, text: text.trim(), check: { argv: [...argv], timeout_seconds: seconds } }
}
