import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PolicySimulation, PolicyView } from '../../contract/policy.ts'
import { BUILT_IN_TEXT } from '../../main/core/policy/built-in-policy.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { runVerb } from '../support/run-verb.ts'
import { startApp } from '../support/running-app.ts'

const run = (argv: readonly string[]) => runVerb(argv, {})

const DENY_ALL = 'version: 1\nrules:\n  - id: nothing\n    match: {}\n    effect: deny\n'
const SHADOWED = `${DENY_ALL}  - id: late\n    match: {tools: [time.now]}\n    effect: ask\n`

async function fileOf(text: string | Uint8Array): Promise<string> {
  const file = join(await temporaryFolder(), 'changed.yaml')
  await writeFile(file, text)
  return file
}

/** A data root on which nothing runs. */
async function dataRoot(): Promise<string> {
  const app = await startApp()
  await app.stop()
  return app.config.data_root
}

/** A data root whose log tells of one call that sends and one that reads; nothing runs on it any more. */
async function withCalls(): Promise<string> {
  const app = await startApp()
  const made = await app.call('POST', '/api/tasks', 'admin', { task_id: 't1', request_text: 'Look' })
  const { correlation_id } = (await made.json()) as { correlation_id: string }
  for (const side_effect_level of ['external_notify', 'read_only']) {
    const call = { tool: 'time.now', args: {}, side_effect_level, task_id: 't1', correlation_id }
    await app.call('POST', '/api/tools/execute', 'tool_runner', {
      ...call,
      idempotency_key: `key-${side_effect_level}`,
    })
  }
  await app.stop()
  return app.config.data_root
}

describe('countersign policy', () => {
  it('show prints what is in force and its text, and fails while the file is not valid', async () => {
    const root = await dataRoot()
    const shown = await run(['policy', 'show', '--data-root', root])
    expect(shown).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^in force: the built-in policy \(there is no /),
    })
    expect(shown.out.endsWith(`\n\n${BUILT_IN_TEXT.trimEnd()}`)).toBe(true)
    await writeFile(join(root, 'policy.yaml'), 'rules: [')
    const refused = await run(['policy', 'show', '--data-root', root])
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('NOT IN FORCE') })
  })

  it('lint judges a file without any console, and the policy in force with one', async () => {
    expect(await run(['policy', 'lint', await fileOf(BUILT_IN_TEXT)])).toMatchObject({ code: 0, out: 'nothing found' })
    expect(await run(['policy', 'lint', await fileOf(SHADOWED)])).toMatchObject({
      ...{ code: 1, out: expect.stringMatching(/^shadowed late: Rule nothing stands before it/) },
    })
    const invalid = await run(['policy', 'lint', await fileOf('version: 1\nrules: 7'), '--json'])
    expect(invalid.code).toBe(1)
    expect(JSON.parse(invalid.out)).toMatchObject({ valid: false, problem: expect.stringContaining('line 2') })
    const root = await dataRoot()
    expect(await run(['policy', 'lint', '--data-root', root])).toMatchObject({ code: 0, out: 'nothing found' })
    await writeFile(join(root, 'policy.yaml'), SHADOWED)
    expect(await run(['policy', 'lint', '--data-root', root])).toMatchObject({ code: 1 })
  })

  it('test fails only when something that leaves the machine would run without an approval, and changes nothing', async () => {
    const root = await withCalls()
    const stricter = await run(['policy', 'test', await fileOf(DENY_ALL), '--data-root', root])
    expect(stricter.code).toBe(0)
    expect(stricter.out).toMatch(/then deny by nothing: Rule nothing denies it\n2 of the latest 2 recorded calls/)
    const opening =
      'version: 1\nrules:\n  - id: notify\n    match: {levels: [read_only, external_notify]}\n    effect: allow\n'
    const looser = await run(['policy', 'test', await fileOf(opening), '--data-root', root])
    expect(looser.code).toBe(1)
    expect(looser.out).toContain('time.now (external_notify) for t1  LEAVES THE MACHINE WITHOUT AN APPROVAL')
    const json = await run(['policy', 'test', await fileOf(opening), '--data-root', root, '--json'])
    expect(PolicySimulation.parse(JSON.parse(json.out)).changes).toHaveLength(1)
    expect((await run(['policy', 'show', '--data-root', root])).out).toMatch(/^in force: the built-in policy/)
  })

  it('test fails on a file that is no policy', async () => {
    const root = await dataRoot()
    const found = await run(['policy', 'test', await fileOf('rules: ['), '--data-root', root])
    expect(found).toMatchObject({ code: 1, out: expect.stringMatching(/^not valid: line 1, column/) })
    const bytes = await run(['policy', 'test', await fileOf(Uint8Array.of(0xff)), '--data-root', root])
    expect(bytes).toMatchObject({ code: 1, err: expect.stringContaining('cannot be read') })
  })

  it('set puts a file in force, once', async () => {
    const root = await dataRoot()
    const before = PolicyView.parse(JSON.parse((await run(['policy', 'show', '--data-root', root, '--json'])).out))
    const file = await fileOf(DENY_ALL)
    const argv = ['policy', 'set', file, '--data-root', root, '--base-sha', before.sha256]
    expect(await run(argv)).toMatchObject({
      code: 0,
      out: expect.stringContaining(`in force: ${join(root, 'policy.yaml')}`),
    })
    expect(await readFile(join(root, 'policy.yaml'), 'utf8')).toBe(DENY_ALL)
    expect(await run(argv)).toMatchObject({ code: 1, err: expect.stringContaining('policy_changed') })
    const invalid = await run(['policy', 'set', await fileOf('rules: ['), '--data-root', root])
    expect(invalid).toMatchObject({ code: 1, err: expect.stringContaining('policy_invalid') })
  })
})
