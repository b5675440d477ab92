import { execFile } from 'node:child_process'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openEvidenceFiles } from '../../main/adapters/files/evidence-files.ts'
import { openSecretFiles } from '../../main/adapters/secrets/secret-files.ts'
import { runCli } from '../../main/cli/run-cli.ts'
import { NO_DESKTOP } from '../../main/core/access/sealer.ts'
import { keepingLogger } from '../support/audit-log.ts'
import { capturedTerminal } from '../support/captured-terminal.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { overwrite } from '../support/overwrite.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { registerSlowTools } from '../support/slow-tool-family.ts'
import { draftOf } from '../unit/evidence/evidence-draft.ts'

registerSlowTools()

async function run(dataRoot: string, ...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const { terminal, out, err } = capturedTerminal()
  const code = await runCli([...argv, '--data-root', dataRoot], terminal)
  return { code, out: out.join('\n'), err: err.join('\n') }
}

/** A console with one task that has a package; the path of its file. */
async function withEvidence(): Promise<{ app: RunningApp; dataRoot: string; file: string }> {
  const app = await startApp()
  const { data_root: dataRoot, secrets } = app.config
  const made = await app.call('POST', '/api/tasks', 'admin', { task_id: 't1', request_text: 'Ship it' })
  const { correlation_id } = (await made.json()) as { correlation_id: string }
  const folder = join(dataRoot, 'audit', 'evidence')
  const keys = await openSecretFiles(dataRoot).auditKeys(NO_DESKTOP, secrets.at_rest)
  const store = openEvidenceFiles({ folder, keys, logger: keepingLogger(), grown: () => undefined })
  await store.keep(draftOf({ correlation_id, task_id: 't1' }))
  const [name = ''] = (await readdir(folder)).filter((one) => !one.startsWith('.'))
  return { app, dataRoot, file: join(folder, name, 'telegram-42', 'request.txt') }
}

describe('evidence list', () => {
  it('shows every file with its sha256, and leaves with 1 when one is not what was recorded', async () => {
    const { dataRoot, file } = await withEvidence()
    const whole = await run(dataRoot, 'evidence', 'list', 't1')
    expect([whole.code, whole.out]).toEqual([
      0,
      expect.stringMatching(/^telegram-42 {2}whole {2}\S+\n {2}[0-9a-f]{64} +7 {2}request\.txt\n/),
    ])
    await overwrite(file, 'Sink it')
    const altered = await run(dataRoot, 'evidence', 'list', 't1')
    expect([altered.code, altered.out]).toEqual([1, expect.stringContaining('ALTERED')])
    expect(altered.out).toContain('request.txt does not have the sha256 that was recorded')
  })
})

describe('evidence verify', () => {
  it.each([[[]], [['--task', 't1']]])('%j says that all is whole, and what is not', async (which) => {
    const { dataRoot, file } = await withEvidence()
    const whole = await run(dataRoot, 'evidence', 'verify', ...which)
    expect([whole.code, whole.out]).toEqual([0, 'whole: 1 package, 2 files, 25 bytes'])
    await overwrite(file, 'Sink it')
    const altered = await run(dataRoot, 'evidence', 'verify', ...which)
    expect([altered.code, altered.out]).toEqual([
      1,
      expect.stringMatching(
        /^ALTERED: 1 of 1 package is not what was recorded \(.*\)\n {2}altered {2}\S+\/telegram-42\n {4}request\.txt does not/,
      ),
    ])
    expect(altered.out).toMatch(/\n {2}remedy: .*backup/)
  })

  it('works without a console, and takes one question', async () => {
    const { app, dataRoot } = await withEvidence()
    await app.stop()
    const { code, out } = await run(dataRoot, 'evidence', 'verify', '--json')
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ state: 'whole', packages: 1 })])
    expect((await run(dataRoot, 'evidence', 'verify', '--task', 'a', '--correlation', 'b')).code).toBe(2)
    expect((await run(dataRoot, 'evidence', 'verify', '--task', 'nobody')).err).toContain('task_not_found')
  })
})

describe('evidence export', () => {
  it("writes a folder that anyone can verify, and that is nobody's but the reader's", async () => {
    const { dataRoot } = await withEvidence()
    const folder = join(await temporaryFolder(), 'the proof')
    const { code, out, err } = await run(dataRoot, 'evidence', 'export', 't1', '--out', folder)
    expect([code, out, err]).toEqual([0, expect.stringContaining(folder), ''])
    const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('request.txt'))
    expect(names).toHaveLength(1)
    // What it says to run is run as it stands, and from another folder.
    const [, command = ''] = /verify it anywhere: (.*)/.exec(out) ?? []
    expect(await exitCodeOf(command)).toBe(0)
    // A copy: writing into it leaves the evidence alone.
    await writeFile(join(folder, names[0] ?? ''), 'Sink it')
    expect(await exitCodeOf(command)).toBe(1)
    expect((await run(dataRoot, 'evidence', 'verify')).code).toBe(0)
  })

  it.each([
    ['evidence', 'export'],
    ['audit', 'proof'],
  ])('%s %s warns of a package that is not what was recorded, and leaves with 1', async (...verb) => {
    const { dataRoot, file } = await withEvidence()
    await overwrite(file, 'Sink it')
    const told = await run(dataRoot, ...verb, 't1')
    expect(told.code).toBe(1)
    expect(told.err).toMatch(
      /proves less.*\n {2}altered {2}telegram-42\n {4}request\.txt does not[\s\S]*remedy: .*backup/,
    )
    const json = await run(dataRoot, ...verb, 't1', '--json')
    expect([json.code, JSON.parse(json.out)]).toEqual([
      1,
      expect.objectContaining({
        doubtful: [expect.objectContaining({ what: 'altered', package_id: 'telegram-42' })],
      }),
    ])
    expect(json.err).toContain('telegram-42')
    const [, command = ''] = /verify it anywhere: (.*)/.exec(told.out) ?? []
    expect(await exitCodeOf(command)).toBe(1)
  })
})

describe('the proof of a task whose package is gone', () => {
  it('is made with a warning that names the package', async () => {
    const { dataRoot, file } = await withEvidence()
    const gate = join(await temporaryFolder(), 'gate')
    await writeFile(gate, '')
    const ran = await run(dataRoot, 'tool', 'run', 'slow.wait', '--task', 't1', '--args', JSON.stringify({ gate }))
    const [, id = ''] = /evidence (call-\w+)/.exec(ran.out) ?? []
    await rm(join(dirname(dirname(file)), id), { recursive: true })
    const told = await run(dataRoot, 'evidence', 'export', 't1')
    expect([told.code, told.err]).toEqual([1, expect.stringContaining(`  missing  ${id}\n`)])
  })
})

/** Of a line for a shell, from a folder of its own. */
async function exitCodeOf(command: string): Promise<number> {
  const cwd = await temporaryFolder()
  return new Promise((resolve) => {
    const child = execFile('sh', ['-c', command], { cwd, env: { PATH: process.env['PATH'] } })
    child.once('exit', (code) => resolve(code ?? -1))
  })
}
