import { readFileSync, writeFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../main/cli/run-cli.ts'
import { capturedTerminal } from '../support/captured-terminal.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { startApp } from '../support/running-app.ts'

interface Ran {
  readonly code: number
  readonly out: string[]
  readonly err: string
}

/** One verb in this process; `onOut` sees each line as it is printed. */
async function run(dataRoot: string, argv: readonly string[], onOut: (line: string) => void = () => undefined) {
  const { terminal, out, err } = capturedTerminal()
  const seen = (line: string): void => {
    terminal.out(line)
    onOut(line)
  }
  const code = await runCli([...argv, '--data-root', dataRoot], { ...terminal, out: seen })
  return { code, out, err: err.join('\n') } satisfies Ran
}

const amendment = (hour: number, text: string) => ({
  ...{ amended_at: `2026-01-31T${hour}:00:00.000Z`, text, delivery_id: `1:${hour}` },
})

/** A data root with one task, which the requester amended twice and to which a file belongs. */
async function amended(): Promise<{ root: string; file: string }> {
  const root = await temporaryFolder()
  await run(root, ['task', 'create', '--id', 't1', '--text', 'Pay 10', '--title', 'Pay'])
  const file = join(root, 'ssot', 't1.json')
  const task = JSON.parse(await readFile(file, 'utf8'))
  const attachment = { attachment_id: 'a', kind: 'document', file_id: 'f', name: 'bill\u202e.pdf', media_type: null }
  const changed = {
    ...task,
    ...{ requested_by: 'telegram:7', amendments: [amendment(10, 'Pay 20'), amendment(11, 'Pay 30\n\u001b[2Jnow')] },
    attachments: [{ ...attachment, bytes: 2000, state: 'failed', reason: 'too late', package_id: null }],
  }
  await writeFile(file, JSON.stringify(changed))
  return { root, file }
}

const NOW = [
  '  what the requester says now (amended 2 times, last at 2026-01-31T11:00:00.000Z):',
  '  | Pay 30',
  '  | \\u001b[2Jnow',
  '  first words:',
  '  | Pay 10',
]

describe('a task that was amended', () => {
  it('is shown with what the requester says now, who asked, and its files', async () => {
    const { root } = await amended()
    const { out } = await run(root, ['task', 'show', 't1'])
    expect(out[0]).toBe('t1  pending  v1  Pay (amended)')
    expect(out[1]).toMatch(/^ {2}source api, asked by telegram:7, created /)
    expect(out).toContain('  document bill\\u202e.pdf, 2000 bytes: failed (too late)')
    expect(out.slice(-NOW.length)).toEqual(NOW)
    expect((await run(root, ['task', 'list'])).out[0]).toMatch(/^t1 +pending +Pay \(amended\)$/)
  })

  it('is shown before it is decided, in exactly the words that are decided', async () => {
    const { root } = await amended()
    const { code, out } = await run(root, ['task', 'approve', 't1', '--comment', 'fine'])
    expect(code).toBe(0)
    expect(out.slice(0, 7)).toEqual(['t1  pending  v1  Pay (amended)', ...NOW, ''])
    expect(out.slice(7)).toEqual([
      't1  approved  v2  Pay (amended)',
      expect.stringMatching(/^ {2}approve by operator:\S+ at \S+: fine$/),
      expect.stringMatching(/^ {2}base_sha [0-9a-f]{64}$/),
    ])
  })
})

describe('a decision without --base-sha', () => {
  it('is refused when the task changes after it was shown', async () => {
    const { root, file } = await amended()
    let before = ''
    const ran = await run(root, ['task', 'approve', 't1'], (line) => {
      if (line !== '') return
      before = readFileSync(file, 'utf8').replace('Pay 10', 'Pay 1000')
      writeFileSync(file, before)
    })
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('write_conflict') })
    expect(await readFile(file, 'utf8')).toBe(before)
  })

  it('goes through the console that runs, and prints one JSON value where that was asked for', async () => {
    const app = await startApp()
    await app.call('POST', '/api/tasks', 'admin', { task_id: 't1', request_text: 'Ship it' })
    const { code, out } = await run(app.config.data_root, ['task', 'reject', 't1', '--json'])
    expect([code, out.length, JSON.parse(out[0] ?? '')]).toEqual([
      0,
      1,
      expect.objectContaining({ status: 'rejected' }),
    ])
  })
})

describe('a decision with --base-sha', () => {
  it('is about that version alone', async () => {
    const { root, file } = await amended()
    const { base_sha } = JSON.parse((await run(root, ['task', 'show', 't1', '--json'])).out[0] ?? '')
    await writeFile(file, (await readFile(file, 'utf8')).replace('Pay 10', 'Pay 1000'))
    const stale = await run(root, ['task', 'approve', 't1', '--base-sha', base_sha])
    expect(stale).toMatchObject({ code: 1, out: [], err: expect.stringContaining('write_conflict') })
  })
})

describe('countersign audit tail', () => {
  it('gives the lines of one task, and those without requests', async () => {
    const { root } = await amended()
    await run(root, ['task', 'create', '--id', 't2', '--text', 'Other'])
    await run(root, ['task', 'approve', 't1'])
    const events = async (...flags: string[]) =>
      (await run(root, ['audit', 'tail', ...flags])).out.map((line) => JSON.parse(line))
    const ofTask = await events('--task', 't1', '--no-requests')
    expect(new Set(ofTask.map(({ task_id }) => task_id))).toEqual(new Set(['t1']))
    expect(ofTask.map(({ type }) => type)).toEqual(expect.arrayContaining(['task_created', 'task_approved']))
    expect(ofTask.at(-1)).toMatchObject({ type: 'task_approved' })
    expect(await events('--task', 't1', '--no-requests', '-n', '1')).toEqual([ofTask.at(-1)])
    const types = (await events('--no-requests', '-n', '100')).map(({ type }) => type)
    expect(types.filter((type) => type.startsWith('request_'))).toEqual([])
    expect((await events('-n', '100')).map(({ type }) => type)).toContain('request_served')
  })

  it('gives the delivery that a task comes from too', async () => {
    const app = await startApp()
    const facts = { number: 7, title: 'Seven', body: '', state: 'open', updated_at: '2026-01-31T09:30:00Z' }
    const html_url = 'https://github.com/octo/cat/issues/7'
    const repository = { full_name: 'octo/cat' }
    const answer = await app.webhook('issues', 'd-1', { action: 'opened', repository, issue: { ...facts, html_url } })
    const { task_ids } = (await answer.json()) as { task_ids: string[] }
    await app.stop()
    const { out } = await run(app.config.data_root, ['audit', 'tail', '--no-requests', '--task', task_ids[0] ?? ''])
    const types = out.map((line) => JSON.parse(line).type)
    expect(types).toEqual(['webhook_received', 'task_write_intended', 'task_created', 'webhook_applied'])
  })

  it('verify says that the log is open because the console runs', async () => {
    const app = await startApp()
    const running = await run(app.config.data_root, ['audit', 'verify'])
    expect(running.out[0]).toMatch(/\(open: the console runs\)$/)
    await app.stop()
    expect((await run(app.config.data_root, ['audit', 'verify'])).out[0]).toMatch(/\(closed\)$/)
  })
})

describe('--help', () => {
  it.each([
    [['audit', '--help'], /audit verify.*\n[\s\S]* {2}audit tail/],
    [['deliveries', 'show', '--help'], /^countersign VERB.*\n\n {2}deliveries show SOURCE ID \[--raw\|--all\].*$/],
    [['task', '--help'], /task create[\s\S]*task reject/],
    [['--help'], /exit codes/],
    [['nonsense', '--help'], /exit codes/],
  ])('of %j is the usage that belongs to it', async (argv, usage) => {
    const { code, out, err } = await run(await temporaryFolder(), argv)
    expect([code, out.join('\n'), err]).toEqual([0, expect.stringMatching(usage), ''])
  })
})
