import { describe, expect, it } from 'vitest'
import { Approval } from '../../contract/approval.ts'
import { type RanVerb, runVerb } from '../support/run-verb.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

/** One verb at a terminal where somebody gives `answer` to every question; null: nobody sits there. */
async function run(app: RunningApp, answer: string | null, ...argv: string[]): Promise<RanVerb & { asked: string[] }> {
  const asked: string[] = []
  const ask = async (question: string): Promise<string> => {
    asked.push(question)
    return answer ?? ''
  }
  const ran = await runVerb([...argv, '--data-root', app.config.data_root], { ask: answer === null ? null : ask })
  return { ...ran, asked }
}

const ARGS = { title: 'News\u202e', body: 'It is\nout.', target: 'blog' }
const RUN = ['tool', 'run', 'file.publish_dry_run', '--task', 't1', '--args', JSON.stringify(ARGS)]

async function withTask(): Promise<RunningApp> {
  const app = await startApp()
  const task = { task_id: 't1', request_text: 'Publish', allow_external_publish: true }
  expect((await app.call('POST', '/api/tasks', 'admin', task)).status).toBe(201)
  return app
}

/** Sends the call and reads the approval that was made for it. */
async function asked(app: RunningApp): Promise<Approval> {
  const { code, out } = await run(app, null, ...RUN, '--json')
  expect(code).toBe(3)
  const id = String(JSON.parse(out).approval_id)
  return Approval.parse(JSON.parse((await run(app, null, 'approvals', 'show', id, '--json')).out))
}

describe('tool run', () => {
  it('runs what the policy allows, and says what came of it', async () => {
    const app = await withTask()
    const { code, out } = await run(app, null, 'tool', 'run', 'time.now', '--task', 't1')
    expect([code, out]).toEqual([0, expect.stringMatching(/^call-[0-9a-f]{16} {2}done {2}time\.now\n {2}result \{/)])
  })

  it('leaves with 3 when the call waits for an approval, and says how to go on', async () => {
    const app = await withTask()
    const { code, err } = await run(app, null, ...RUN)
    expect(code).toBe(3)
    expect(err).toMatch(/not run \(approval_needed\)[\s\S]*countersign approvals show ap-[0-9a-f]{16}/)
  })

  it('leaves with 3 and the reason when a person denied the call', async () => {
    const app = await withTask()
    const { approval_id, subject_sha256 } = await asked(app)
    const denied = ['approvals', 'deny', approval_id, '--reason', 'Not on Friday', '--subject-sha256', subject_sha256]
    expect((await run(app, null, ...denied)).out).toContain('reason: Not on Friday')
    const again = await run(app, null, ...RUN)
    expect([again.code, again.err]).toEqual([3, expect.stringContaining('reason given: Not on Friday')])
  })

  it('leaves with 1 when the task does not exist, and with 2 when the arguments are no JSON object', async () => {
    const app = await withTask()
    const missing = await run(app, null, 'tool', 'run', 'time.now', '--task', 'no-such-task')
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('task_not_found')])
    for (const args of ['[1]', '{', '7'])
      expect((await run(app, null, 'tool', 'run', 'time.now', '--task', 't1', '--args', args)).code).toBe(2)
    expect((await run(app, null, 'tool', 'run', 'time.now', '--task', 't1', '--level', 'mild')).code).toBe(2)
  })

  it('lists what can be called', async () => {
    const { out } = await run(await withTask(), null, 'tool', 'list')
    expect(out).toMatch(/^time: \S.*\(.+\)\n {2}time\.now +read_only +ready +\S/m)
  })
})

describe('approvals approve', () => {
  it('shows exactly the bytes, hidden characters made visible, and carries out what the person answers', async () => {
    const app = await withTask()
    const approval = await asked(app)
    const decided = await run(app, 'y', 'approvals', 'approve', approval.approval_id)
    expect([decided.code, decided.asked]).toEqual([0, ['Approve exactly this? [y/N] ']])
    expect(decided.out).toContain(
      `sha256 ${approval.subject_sha256}:\n  | ${approval.subject.replace('\u202e', '\\u202e')}`,
    )
    expect(decided.out).toContain(`${approval.approval_id}  approved  external_publish`)
    const done = await run(app, null, ...RUN)
    expect([done.code, done.out]).toEqual([0, expect.stringContaining('done')])
    const used = await run(app, null, 'approvals', 'list', '--state', 'consumed')
    expect(used.out).toContain(approval.approval_id)
  })

  it.each(['', 'n', 'yes please'])('decides nothing when the answer is %j', async (answer) => {
    const app = await withTask()
    const { approval_id } = await asked(app)
    expect(await run(app, answer, 'approvals', 'approve', approval_id)).toMatchObject({
      ...{ code: 1, err: 'countersign: nothing was decided' },
    })
    expect((await run(app, null, 'approvals', 'list', '--state', 'pending')).out).toContain(approval_id)
  })

  it('decides nothing where nobody can be asked and nothing says what was read', async () => {
    const app = await withTask()
    const { approval_id, subject_sha256 } = await asked(app)
    expect((await run(app, null, 'approvals', 'approve', approval_id)).code).toBe(2)
    expect((await run(app, 'y', 'approvals', 'approve', approval_id, '--json')).code).toBe(2)
    const other = await run(app, null, 'approvals', 'approve', approval_id, '--subject-sha256', 'a'.repeat(64))
    expect([other.code, other.err]).toEqual([1, expect.stringContaining('approval_changed')])
    expect((await run(app, null, 'approvals', 'deny', approval_id, '--subject-sha256', subject_sha256)).code).toBe(2)
    const right = await run(app, null, 'approvals', 'approve', approval_id, '--subject-sha256', subject_sha256)
    expect([right.code, right.asked]).toEqual([0, []])
  })

  it('shows why one does not hold any more', async () => {
    const app = await withTask()
    const { approval_id, subject_sha256 } = await asked(app)
    expect((await run(app, null, 'task', 'reject', 't1')).code).toBe(0)
    const late = await run(app, null, 'approvals', 'approve', approval_id, '--subject-sha256', subject_sha256)
    expect([late.code, late.err]).toEqual([1, expect.stringContaining('approval_not_pending')])
    const { out } = await run(app, null, 'approvals', 'show', approval_id)
    expect(out).toMatch(/void since .*: task changed\n[\s\S]*\/task\/status: "pending" → "rejected"/)
  })
})

describe('inbox', () => {
  it('lists what waits, the gravest first, and says when nothing does', async () => {
    const app = await withTask()
    const { approval_id } = await asked(app)
    const { code, out } = await run(app, null, 'inbox')
    expect([code, out.split('\n')]).toEqual([
      0,
      [
        expect.stringMatching(
          new RegExp(`^${approval_id} {2}pending, 14 min left +external_publish +t1 {2}Publish "News`),
        ),
        expect.stringMatching(/^t1 +pending +task +Publish/),
      ],
    ])
    const empty = await startApp()
    expect((await run(empty, null, 'inbox')).out).toBe('nothing waits')
  })
})
