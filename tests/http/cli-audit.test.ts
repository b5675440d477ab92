import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AuditPage } from '../../contract/audit-event.ts'
import { verifyProof } from '../../main/adapters/files/verify-proof.mjs'
import { temporaryFolder } from '../support/data-root.ts'
import { runVerb } from '../support/run-verb.ts'
import { startApp } from '../support/running-app.ts'

/** A verb on this data root. */
const run = (dataRoot: string, argv: readonly string[], env: Record<string, string> = {}) =>
  runVerb([...argv, '--data-root', dataRoot], { env })

/** A data root with one approved task; nothing runs on it any more. */
async function withTask(env: Record<string, string> = {}): Promise<string> {
  const app = await startApp({ env })
  await app.call('POST', '/api/tasks', 'admin', { task_id: 'notes', request_text: 'Write the release notes' })
  await app.decide('approve', 'notes')
  await app.stop()
  return app.config.data_root
}

describe('countersign audit', () => {
  test('query gives lines by any condition, and says how to go on', async () => {
    const root = await withTask()
    const { out } = await run(root, ['audit', 'query', '--task', 'notes', '--type', 'task_approved'])
    expect(out).toMatch(/^ +\d+ {2}\S+Z {2}task_approved +\S+ +notes$/)
    const first = await run(root, ['audit', 'query', '--no-requests', '--limit', '1'])
    expect(first.out).toMatch(/older with --cursor \S+$/)
    const json = await run(root, ['audit', 'query', '--until', '3', '--json'])
    expect(AuditPage.parse(JSON.parse(json.out)).items.at(-1)?.seq).toBe(3)
    expect(await run(root, ['audit', 'query', '--type', 'nonsense'])).toMatchObject({ code: 1 })
  })

  test('trail tells what one correlation id led to', async () => {
    const root = await withTask()
    const { out } = await run(root, ['audit', 'query', '--type', 'task_created', '--json'])
    const id = AuditPage.parse(JSON.parse(out)).items[0]?.correlation_id ?? ''
    const trail = await run(root, ['audit', 'trail', id])
    expect(trail.out).toMatch(/task +notes {2}approved/)
    expect(trail.out).toMatch(/decided from task:notes \(line \d+\)/)
  })

  test('chain says what is known, and anchor needs a place', async () => {
    const root = await withTask()
    expect((await run(root, ['audit', 'chain'])).out).toMatch(/^UNVERIFIED, not checked since.*\nhead: line \d+/)
    expect(await run(root, ['audit', 'anchor'])).toMatchObject({ code: 1, err: expect.stringContaining('no anchor') })
  })

  test('anchor deposits, verify --anchor says how far that reaches and finds a log behind it', async () => {
    const media = await temporaryFolder()
    const env = { COUNTERSIGN_ANCHOR_FOLDER: media }
    const root = await withTask(env)
    const audit = join(root, 'audit')
    const before = await Promise.all(['events.jsonl', 'head.json'].map((name) => readFile(join(audit, name))))
    expect(await run(root, ['audit', 'anchor'], env)).toMatchObject({
      code: 0,
      out: expect.stringContaining('ok, up to'),
    })
    const sound = await run(root, ['audit', 'verify', '--anchor', media])
    expect(sound).toMatchObject({ code: 0, out: expect.stringMatching(/anchored: lines 1 to \d+/) })
    await writeFile(join(audit, 'events.jsonl'), before[0] as Buffer)
    await writeFile(join(audit, 'head.json'), before[1] as Buffer)
    expect(await run(root, ['audit', 'verify'])).toMatchObject({ code: 0 })
    const behind = await run(root, ['audit', 'verify', '--anchor', media])
    expect(behind).toMatchObject({ code: 16, out: expect.stringMatching(/^ROLLED_BACK: .*the log ends after line/) })
    const elsewhere = await run(root, ['audit', 'verify', '--anchor', await temporaryFolder()])
    expect(elsewhere).toMatchObject({ code: 18, out: expect.stringContaining('it holds no deposit of the key') })
  })

  test('proof writes a folder where it is asked to, about a task or a correlation id', async () => {
    const root = await withTask()
    const out = join(await temporaryFolder(), 'proof')
    const made = await run(root, ['audit', 'proof', 'notes', '--out', out])
    expect(made).toMatchObject({ code: 0, out: expect.stringContaining('about task notes') })
    expect(verifyProof(out, null, null)).toMatchObject({ ok: true })
    expect(await run(root, ['audit', 'proof', 'notes', '--out', out])).toMatchObject({ code: 1 })
    expect(await run(root, ['audit', 'proof', 'nobody'])).toMatchObject({ code: 1 })
  })
})
