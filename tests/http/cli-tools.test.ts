import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ToolInfo, ToolRunPage } from '../../contract/tool.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { runVerb } from '../support/run-verb.ts'
import { startApp } from '../support/running-app.ts'
import { registerSlowTools } from '../support/slow-tool-family.ts'

registerSlowTools()

/** A console with two tasks, and the verbs on it. */
async function world() {
  const app = await startApp()
  for (const task_id of ['t1', 't2']) await app.call('POST', '/api/tasks', 'admin', { task_id, request_text: 'Ask' })
  const run = (...argv: string[]) => runVerb([...argv, '--data-root', app.config.data_root], {})
  const call = async (task: string, ...argv: string[]): Promise<string> => {
    const { out } = await run('tool', 'run', 'time.now', '--task', task, ...argv)
    return /^call-\w+/.exec(out)?.[0] ?? ''
  }
  return { app, run, call }
}

describe('tool list', () => {
  it('tells once for each family what it needs and what to do about it', async () => {
    const { run } = await world()
    const { out } = await run('tool', 'list')
    expect(out).toMatch(/^time: .+ \(nothing outside is needed\)\n {2}time\.now +read_only +ready +\S/m)
    expect(out.match(/^ {2}obs\.[a-z.]+ +[a-z_]+ +off +\S/gm)?.length).toBeGreaterThan(10)
    expect(out.match(/tools\.obs\.url/g)).toHaveLength(1)
    expect(out).not.toContain('never asked')
    expect(out.split('\n').length).toBeLessThan(60)
  })
})

describe('tool show', () => {
  it('of a tool tells its level, its arguments, an example to copy, and what it needs', async () => {
    const { run } = await world()
    const { code, out } = await run('tool', 'show', 'screen.record')
    expect(code).toBe(0)
    expect(out).toContain('screen.record  read_only')
    expect(out).toMatch(/^ {2}target +object, one of 4 shapes$/m)
    expect(out).toMatch(/^ {2}seconds +integer, 1 to 600$/m)
    expect(out).toMatch(/^countersign tool run screen\.record --task TASK_ID --args '\{.*"seconds":.*\}'$/m)
    const { out: json } = await run('tool', 'show', 'screen.record', '--json')
    expect(ToolInfo.parse(JSON.parse(json)).tool).toBe('screen.record')
    expect((await run('tool', 'show', 'time.now')).out).toContain('no arguments')
    expect((await run('tool', 'show', 'notify.send')).out).toMatch(/channel +"desktop"[\s\S]*channel +"telegram"/)
    expect((await run('tool', 'show', 'screen.redact')).out).toMatch(/^ {2}artifact_sha256 +sha256, 64 hex digits$/m)
    expect((await run('tool', 'show', 'screen.redact')).out).toMatch(/^ {2}regions +list of 1 to 50: object$/m)
  })

  it('of a call tells what came of it, and says so when there is no such tool or call', async () => {
    const { run, call } = await world()
    const id = await call('t1')
    const shown = await run('tool', 'show', id)
    expect([shown.code, shown.out]).toEqual([0, expect.stringContaining(`${id}  done  time.now`)])
    expect(shown.out).toMatch(/\n {2}task t1, by \S+, from \S+ to \S+\n/)
    const none = await run('tool', 'show', 'call-ffff')
    expect([none.code, none.err]).toEqual([1, expect.stringMatching(/no call call-ffff[\s\S]*countersign tool calls/)])
    const unknown = await run('tool', 'show', 'time.then')
    expect([unknown.code, unknown.err]).toEqual([
      1,
      expect.stringMatching(/no tool time\.then[\s\S]*countersign tool list/),
    ])
  })
})

describe('tool calls', () => {
  it('lists them newest first, of one task and page by page', async () => {
    const { run, call } = await world()
    const ids = [await call('t1'), await call('t2'), await call('t1')]
    const all = (await run('tool', 'calls')).out.split('\n').map((line) => line.split(' ')[0])
    expect(all).toEqual(ids.toReversed())
    const ofOne = await run('tool', 'calls', '--task', 't1', '--state', 'done', '--tool', 'time.now')
    expect(ofOne.out.split('\n').map((line) => line.split(' ')[0])).toEqual([ids[2], ids[0]])
    expect(ofOne.out).toMatch(/^call-\w+ {2}done +time\.now +t1 /)
    const first = await run('tool', 'calls', '--limit', '2')
    const [, cursor = ''] = /--cursor (\S+)/.exec(first.out) ?? []
    expect((await run('tool', 'calls', '--limit', '2', '--cursor', cursor)).out).toContain(ids[0])
    expect(ToolRunPage.parse(JSON.parse((await run('tool', 'calls', '--json')).out)).items).toHaveLength(3)
    expect((await run('tool', 'calls', '--task', 'none')).out).toBe('no calls')
    expect((await run('tool', 'calls', '--state', 'mild')).err).toContain('validation_failed')
  })
})

describe('what to do next', () => {
  it('a call that is not waited for says how to see what came of it', async () => {
    const { run } = await world()
    const gate = join(await temporaryFolder(), 'gate')
    const begun = await run('tool', 'run', 'slow.wait', '--task', 't1', '--args', JSON.stringify({ gate }), '--async')
    const [, id = ''] = /see what comes of it with: countersign tool show (call-\w+)/.exec(begun.err) ?? []
    expect((await run('tool', 'show', id)).out).toContain(`${id}  running  slow.wait`)
    await writeFile(gate, '')
    await expect.poll(async () => (await run('tool', 'show', id)).out).toContain(`${id}  done  slow.wait`)
  })

  it('ending a call that never was says that there is none, not that it does not run', async () => {
    const { run, call } = await world()
    const none = await run('tool', 'cancel', 'call-ffff')
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('there is no call call-ffff')])
    const over = await run('tool', 'cancel', await call('t1'))
    expect([over.code, over.err]).toEqual([
      1,
      expect.stringMatching(/tool_call_not_running[\s\S]*countersign tool calls/),
    ])
  })

  it('names verbs of this program, not routes', async () => {
    const { run } = await world()
    const unknown = await run('tool', 'run', 'time.then', '--task', 't1')
    expect([unknown.code, unknown.err]).toEqual([3, expect.stringContaining('`countersign tool list`')])
    const missing = await run('task', 'show', 'none')
    expect(missing.err).toContain('`countersign task list`')
    expect(unknown.err + missing.err).not.toMatch(/(GET|POST) \/api/)
  })
})
