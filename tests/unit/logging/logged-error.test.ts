import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ProgramFailure } from '../../../main/adapters/programs/run-program.ts'
import { failureOfProgram } from '../../../main/adapters/screen/program-words.ts'
import { recordingFailed } from '../../../main/core/tools/screen/record-failures.ts'
import { ToolError } from '../../../main/core/tools/tool.ts'
import { loggedError } from '../../../main/logged-error.ts'

const SECRET = 'bytes of the evidence'
const part = {
  ...{ path: 'part.mkv', bytes: Buffer.from(SECRET), media_type: 'video/x-matroska' },
  ...{ captured_at: '2026-01-31T09:30:00.000Z', source: 'test', link: null },
}

describe('a failure that a tool foresaw', () => {
  const failed = failureOfProgram(new ProgramFailure('aborted', ''), recordingFailed) as ToolError
  const kept = new ToolError(failed.error_code, failed.message, 'Again.', { cause: failed, artifacts: [part] })
  const cancelled = new ToolError('tool_cancelled', 'ada ended the call.', 'Look.', { cause: kept, artifacts: [part] })

  it('is logged with its code, its words and those of its causes, each once, without bytes and stacks', () => {
    expect(loggedError(cancelled)).toEqual({
      ...{ type: 'ToolError', error_code: 'tool_cancelled', message: 'ada ended the call.' },
      causes: ['The recorder failed: it was ended before its time', 'aborted'],
    })
  })

  it('says in whole words how its program ended, also when that said nothing', () => {
    expect(failed.message).toBe('The recorder failed: it was ended before its time')
    expect(new ProgramFailure('failed', 'no\nroom').message).toBe('failed: no room')
  })

  it('has a stack when it only passes on what nobody foresaw', () => {
    const cause = new TypeError('x is not a function')
    const { stack } = loggedError(new ToolError('tool_failed', 'Not foreseen.', 'Look.', { cause, artifacts: [part] }))
    expect(stack).toBe(cause.stack)
  })
})

describe('an error that nobody foresaw', () => {
  it('is logged with its stack and those of its causes, its code, and no other member', () => {
    const cause = Object.assign(new Error('no such file'), { code: 'ENOENT', body: SECRET })
    const error = Object.assign(new Error('not kept', { cause }), { code: 'storage_failed', draft: part })
    const logged = loggedError(error)
    expect(logged).toMatchObject({
      type: 'Error',
      message: 'not kept',
      code: 'storage_failed',
      causes: ['no such file'],
    })
    expect(logged.stack).toBe(`${error.stack}\ncaused by: ${cause.stack}`)
    expect(JSON.stringify(logged)).not.toContain(SECRET)
  })

  it('is logged to its end when there are several, when it is none, and when it causes itself', () => {
    expect(loggedError(new AggregateError([new Error('one'), 'two'], 'both'))).toMatchObject({
      ...{ message: 'both', errors: [{ message: 'one' }, { type: 'string', message: 'two' }] },
    })
    const circle = new Error('round')
    circle.cause = circle
    expect(loggedError(circle).message).toBe('round')
  })
})

it('stderr gets exactly that', async () => {
  const main = join(import.meta.dirname, '../../../main')
  const program = `
    import { createLogger } from '${main}/pino-logger.ts'
    import { ToolError } from '${main}/core/tools/tool.ts'
    const artifacts = [{ path: 'a', bytes: Buffer.from('${SECRET}') }]
    createLogger().warn({ err: new ToolError('gone', 'It is gone.', 'Look.', { artifacts }), call_id: 'call-1' }, 'a tool failed')`
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module-typescript', '-e', program])
  const { err, call_id, msg } = JSON.parse(stderr)
  expect({ err, call_id, msg }).toEqual({
    ...{ call_id: 'call-1', msg: 'a tool failed' },
    err: { type: 'ToolError', error_code: 'gone', message: 'It is gone.' },
  })
})
