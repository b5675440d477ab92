import { expect, it } from 'vitest'
import type { TaskId } from '../../../contract/ids.ts'
import type { ErrorCode } from '../../../contract/problem.ts'
import type { DispatchRequest } from '../../../contract/protocol-requests.ts'
import type { ProtocolView } from '../../../contract/protocol-view.ts'
import { redispatch } from '../../../main/core/agents/redispatch.ts'
import { AppError } from '../../../main/core/kernel/app-error.ts'
import type { ProtocolService } from '../../../main/core/protocol/protocol-service.ts'

const last = {
  verdict: { decision: 'reject' },
  dispatch: {
    ...{ agent: 'worker', reviewer: 'judge' },
    ...{ dispatched_at: '2026-01-31T09:00:00.000Z', deadline: '2026-01-31T09:10:00.000Z' },
  },
}
const rejected = { phase: 'awaiting_dispatch', rounds: [last], base_sha: 'sha-0' }

async function given(
  view: object,
  how: 'automatic' | 'by_person' = 'automatic',
  conflicts = 0,
  code: ErrorCode = 'write_conflict',
): Promise<DispatchRequest[]> {
  const sent: DispatchRequest[] = []
  let left = conflicts
  const protocol = {
    view: async () => view as ProtocolView,
    dispatch: async (_call: unknown, _taskId: unknown, request: DispatchRequest) => {
      sent.push(request)
      if (left-- > 0) throw new AppError(code, 'not now')
    },
  } as unknown as ProtocolService
  const parts = { protocol, settings: () => ({ agents: {}, redispatch: how }), taskOf: () => null }
  await redispatch(parts, 't1' as TaskId)
  return sent
}

it('gives rejected work out again to the same agents, for as long, and leaves the issues to the protocol', async () => {
  expect(await given(rejected)).toEqual([
    { agent: 'worker', reviewer: 'judge', base_sha: 'sha-0', deadline_seconds: 600 },
  ])
})

it('tries again when somebody wrote the file meanwhile, but not for ever', async () => {
  expect(await given(rejected, 'automatic', 2)).toHaveLength(3)
  await expect(given(rejected, 'automatic', 100)).rejects.toMatchObject({ code: 'write_conflict' })
})

it('leaves to a person what the protocol does not let the console give out', async () => {
  expect(await given(rejected, 'automatic', 100, 'protocol_out_of_order')).toHaveLength(1)
})

it.each([
  ['the settings leave it to a person', rejected, 'by_person'],
  ['the task is locked', { ...rejected, phase: 'locked' }, 'automatic'],
  ['the round is over without a verdict', { ...rejected, rounds: [{ ...last, verdict: null }] }, 'automatic'],
  [
    'no agent of the console did the work',
    { ...rejected, rounds: [{ ...last, dispatch: { ...last.dispatch, agent: null } }] },
    'automatic',
  ],
  ['nothing was dispatched', { ...rejected, rounds: [] }, 'automatic'],
] as const)('gives nothing out when %s', async (_, view, how) => {
  expect(await given(view, how)).toEqual([])
})
