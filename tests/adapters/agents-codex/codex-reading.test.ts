import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AgentSettings } from '../../../contract/agent.ts'
import { createCodexAgent } from '../../../main/adapters/agents/codex/codex-agent.ts'
import { toml } from '../../../main/adapters/agents/codex/codex-arguments.ts'
import { readCodexEvent } from '../../../main/adapters/agents/codex/codex-events.ts'
import { followSession } from '../../../main/adapters/agents/codex/codex-session.ts'
import { gatherSteps } from '../../../main/adapters/agents/codex/codex-steps.ts'
import { agentOrder } from '../../support/agents/agent-order.ts'
import { plainSink } from '../../support/agents/plain-sink.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const NOW = Date.parse('2026-01-02T00:30:00Z')
const clock = { now: () => NOW }
const never = new AbortController().signal

describe('settings for Codex', () => {
  it.each([
    ['a "quoted"\nline\u007f', '"a \\"quoted\\"\\nline\\u007F"'],
    [{ ':root': 'read', 'C:\\x y': 'deny' }, '{":root"="read","C:\\\\x y"="deny"}'],
    [{ a: { b: [1, true] } }, '{"a"={"b"=[1,true]}}'],
  ])('are TOML: %j', (value, text) => {
    expect(toml(value)).toBe(text)
  })

  it('say why Codex cannot be asked, before it is', async () => {
    const agent = createCodexAgent(clock, '/nowhere')
    const { settings } = await agentOrder({ kind: 'codex', program: '/nowhere/codex' }, '')
    expect(await agent.probe(settings, never)).toMatchObject({ state: 'unavailable' })
    const here = AgentSettings.parse({ ...settings, program: process.execPath })
    const alone = { ...here, secrets: [], environment: {} }
    expect(await agent.probe(alone, never)).toMatchObject({
      state: 'unavailable',
      detail: expect.stringContaining('key'),
    })
    expect(await agent.probe(here, never)).toMatchObject({ state: 'ready' })
    const exit = await agent.run(await agentOrder({ kind: 'codex', program: '/nowhere/codex' }, ''), plainSink(), never)
    expect(exit).toMatchObject({ ok: false, error_code: 'program_not_started' })
  })
})

describe('events of Codex', () => {
  const take = (lines: readonly object[]) => {
    const gathered = gatherSteps('/w', clock)
    for (const line of lines) {
      const event = readCodexEvent(JSON.stringify(line))
      if (event !== null) gathered.take(event)
    }
    return gathered
  }

  it('become steps: commands with their exit codes, files below the workspace', () => {
    const command = { id: 'i1', type: 'command_execution', command: 'ls', aggregated_output: '', exit_code: null }
    const gathered = take([
      { type: 'thread.started', thread_id: 't1' },
      { type: 'item.started', item: command },
      { type: 'item.completed', item: { ...command, aggregated_output: 'a', exit_code: 2, status: 'failed' } },
      { type: 'item.completed', item: { id: 'i2', type: 'file_change', changes: [{ path: '/w/a', kind: 'add' }] } },
      { type: 'item.completed', item: { id: 'i3', type: 'reasoning', text: 'hm' } },
      { type: 'turn.completed', usage: { input_tokens: 5, cached_input_tokens: 1, output_tokens: 2 } },
    ])
    expect(gathered.steps).toMatchObject([
      { command: 'ls', exit_code: 2, text: 'a', files: [] },
      { command: null, exit_code: null, text: 'add a', files: ['a'] },
    ])
    expect(gathered).toMatchObject({ thread: 't1', failure: null, usage: { input_tokens: 5, output_tokens: 2 } })
    expect(gathered.running()).toBe(0)
  })

  it('say that a turn failed, but not that a try of it did', () => {
    expect(take([{ type: 'error', message: 'reconnecting 1/5' }]).failure).toBeNull()
    expect(take([{ type: 'turn.failed', error: { message: 'no' } }]).failure).toBe('no')
  })

  it.each([
    '',
    'plain words',
    '{"type":"item.completed","item":{"id":"1","type":"new_kind"}}',
    '{"type":7}',
    '[]',
    '{',
  ])('that are not known are passed over: %s', (line) => {
    expect(readCodexEvent(line)).toBeNull()
  })
})

describe("Codex's own record of a thread", () => {
  const record = (type: string, payload: object, timestamp = '2026-01-01T23:59:59.000Z') =>
    `${JSON.stringify({ timestamp, type, payload })}\n`
  const used = (input_tokens: number) =>
    record('token_usage_record', { thread_token_usage: { input_tokens, output_tokens: 1 } })

  it('tells what is used up while it grows, and of calls that have no item; it begins on the day before', async () => {
    const home = await temporaryFolder()
    const folder = join(home, 'sessions', '2026', '01', '01')
    await mkdir(folder, { recursive: true })
    const file = join(folder, 'rollout-2026-01-01T23-59-59-thread1.jsonl')
    const call = (call_id: string, cmd: string) =>
      record('response_item', {
        type: 'function_call',
        name: 'exec_command',
        call_id,
        arguments: JSON.stringify({ cmd }),
      })
    const output = (call_id: string, text: string) =>
      record('response_item', { type: 'function_call_output', call_id, output: text })
    const session = followSession(home, clock)
    expect(await session.look('thread1')).toBe(false)
    await writeFile(file, call('c1', 'ls') + used(10).slice(0, 20))
    expect(await session.look('thread1')).toBe(true)
    expect(session.answers).toBe(0)
    await appendFile(
      file,
      used(10).slice(20) + record('event_msg', { type: 'item_completed', item: { type: 'C', id: 'c1' } }),
    )
    await appendFile(
      file,
      `no json\n${call('c2', 'touch /etc/x')}${output('c2', 'Process exited with code 1\nRead-only')}`,
    )
    await appendFile(file, used(30))
    expect(await session.look('thread1')).toBe(true)
    expect(await session.look('thread1')).toBe(false)
    expect(session).toMatchObject({ answers: 2, input_tokens: 30, output_tokens: 1 })
    expect(session.unseen()).toMatchObject([
      { command: 'touch /etc/x', exit_code: 1, finished_at: '2026-01-01T23:59:59.000Z' },
    ])
  })

  it('may be missing or not to be read, which is no failure', async () => {
    const session = followSession(join(await temporaryFolder(), 'nothing'), clock)
    expect(await session.look('thread1')).toBe(false)
    expect(session.unseen()).toEqual([])
  })
})
