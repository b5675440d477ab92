import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { printable } from '../../main/cli/printable.ts'
import { runCli } from '../../main/cli/run-cli.ts'
import { capturedTerminal } from '../support/captured-terminal.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { startService } from '../support/service.ts'

interface Ran {
  readonly code: number
  readonly out: string[]
  readonly err: string
}

/** One verb in this process. */
async function run(dataRoot: string, ...argv: string[]): Promise<Ran> {
  const { terminal, out, err } = capturedTerminal()
  const code = await runCli([...argv, '--data-root', dataRoot], terminal)
  return { code, out, err: err.join('\n') }
}

async function runningService(): Promise<{ dataRoot: string; url: string }> {
  const dataRoot = await temporaryFolder()
  const service = await startService({ dataRoot, flags: [], env: {} })
  onTestFinished(async () => void (await service.stop('SIGTERM')))
  return { dataRoot, url: service.url }
}

describe('the command line', () => {
  it('creates, lists, shows and decides tasks without a running console', async () => {
    const root = await temporaryFolder()
    const created = await run(
      root,
      'task',
      'create',
      '--id',
      't1',
      '--text',
      'Ship it',
      '--criterion',
      'tests pass',
      '--json',
    )
    expect(JSON.parse(created.out[0] ?? '')).toMatchObject({
      task_id: 't1',
      acceptance_criteria: [{ criterion_id: 'c1', text: 'tests pass' }],
    })
    expect((await run(root, 'task', 'list')).out[0]).toMatch(/^t1 +pending +Ship it$/)
    expect((await run(root, 'task', 'approve', 't1', '--comment', 'fine')).code).toBe(0)
    expect((await run(root, 'task', 'show', 't1')).out.join('\n')).toMatch(/approve by operator:\S+ at \S+: fine/)
    expect((await run(root, 'task', 'reject', 't1', '--base-sha', 'a'.repeat(64))).err).toMatch(/write_conflict/)
    const listed = await run(root, 'task', 'list', '--status', 'approved', '--json')
    expect(JSON.parse(listed.out[0] ?? '').items).toHaveLength(1)
    expect((await run(root, 'task', 'list', '--q', 'nothing like it')).out).toEqual(['no tasks'])
  })
  it('takes a request from a file', async () => {
    const root = await temporaryFolder()
    await writeFile(join(root, 'request.md'), 'From a file\nwith more')
    const created = await run(root, 'task', 'create', '--file', join(root, 'request.md'), '--json')
    expect(JSON.parse(created.out[0] ?? '')).toMatchObject({ title: 'From a file', allow_external_publish: false })
    const open = await run(root, 'task', 'create', '--text', 'x', '--allow-external-publish', '--json')
    expect(JSON.parse(open.out[0] ?? '')).toMatchObject({ allow_external_publish: true })
  })
  it('goes through the console that runs, with the door named in the audit log', async () => {
    const { dataRoot, url } = await runningService()
    const token = (await run(dataRoot, 'token', 'create', '--scope', 'observer', '--ttl', '5m', '--sub', 'ci')).out.at(
      -1,
    )
    const read = await fetch(`${url}/api/session`, { headers: { authorization: `Bearer ${token}` } })
    expect(await read.json()).toMatchObject({ actor: { sub: 'ci', scopes: ['observer'] } })
    await run(dataRoot, 'task', 'create', '--id', 't1', '--text', 'x')
    const tail = await run(dataRoot, 'audit', 'tail', '-n', '5')
    const line = tail.out.map((text) => JSON.parse(text)).find((event) => event.type === 'task_created')
    expect(line).toMatchObject({ actor: { door: 'cli', sub: expect.stringMatching(/^operator:\S/) } })
    expect((await run(dataRoot, 'audit', 'verify')).code).toBe(0)
    const login = await run(dataRoot, 'login')
    expect(login.out[0]).toMatch(new RegExp(`^${url}/#code=[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$`))
    const issued = JSON.parse((await run(dataRoot, 'token', 'create', '--scope', 'admin', '--json')).out[0] ?? '')
    expect((await run(dataRoot, 'token', 'revoke', issued.jti)).code).toBe(0)
    const refused = await fetch(`${url}/api/session`, { headers: { authorization: `Bearer ${issued.token}` } })
    expect((await refused.json()).error_code).toBe('token_revoked')
  })
  it('exits 1 when refused, with code and remedy', async () => {
    const root = await temporaryFolder()
    await run(root, 'task', 'create', '--text', 'x')
    const shown = await run(root, 'task', 'show', 'none', '--json')
    expect(JSON.parse(shown.out[0] ?? '')).toMatchObject({ error_code: 'task_not_found' })
    expect(shown).toMatchObject({ code: 1, err: expect.stringMatching(/task_not_found[\s\S]*remedy/) })
    expect((await run(root, 'login')).code).toBe(1)
  })
  it('names a mistyped data root instead of making it', async () => {
    const typo = join(await temporaryFolder(), 'typo')
    for (const argv of [
      ['task', 'list'],
      ['task', 'show', 'a'],
      ['login'],
      ['token', 'revoke', 'x'],
      ['audit', 'verify'],
    ])
      expect(await run(typo, ...argv)).toMatchObject({ code: 2, err: expect.stringMatching(/is no data root/) })
    expect(existsSync(typo)).toBe(false)
  })
  it('shows what is asked for, with criteria, before one decides', async () => {
    const root = await temporaryFolder()
    await run(root, 'task', 'create', '--id', 't1', '--text', 'First line\nsecond line', '--criterion', 'tests pass')
    const { out } = await run(root, 'task', 'show', 't1')
    expect(out).toEqual(expect.arrayContaining(['  c1: tests pass', '  | First line', '  | second line']))
  })
  it.each([
    [['nonsense'], /there is no verb "nonsense/],
    [['constructor'], /there is no verb "constructor/],
    [['task', 'create', '--file', '/nowhere/request.md'], /--file \/nowhere\/request\.md cannot be read/],
    [['task', 'fly'], /there is no verb "task fly"/],
    [['secret'], /"secret" needs set, list or remove/],
    [['task', 'show'], /TASK_ID is missing/],
    [['task', 'show', 'a', 'b'], /"b" is one word too many/],
    [['task', 'create'], /--text TEXT or --file FILE/],
    [['task', 'list', '--colour', 'red'], /--colour/],
    [['token', 'create', '--scope', 'root'], /--scope must be one of/],
    [['token', 'create', '--scope', 'admin', '--ttl', 'soon'], /--ttl "soon" is no duration/],
    [['audit', 'tail', '-n', 'x'], /-n takes a number/],
  ])('exits 2 for %j and says what is wrong', async (argv, message) => {
    const ran = await run(await temporaryFolder(), ...argv)
    expect(ran).toMatchObject({ code: 2, err: expect.stringMatching(message) })
  })
  it('does not repeat a secret that was typed where its verb belongs', async () => {
    const ran = await run(await temporaryFolder(), 'secret', 'BOT_TOKEN=1234:abcdef')
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('"secret" needs set, list or remove') })
    expect([...ran.out, ran.err].join('\n')).not.toContain('abcdef')
  })
  it('names the kind of tampering by exit code', async () => {
    const root = await temporaryFolder()
    await run(root, 'task', 'create', '--id', 't1', '--text', 'pay 10')
    expect((await run(root, 'audit', 'verify', '--json')).code).toBe(0)
    const file = join(root, 'audit', 'events.jsonl')
    await writeFile(file, (await readFile(file, 'utf8')).replace('task_created', 'task_updated'))
    const verified = await run(root, 'audit', 'verify')
    expect(verified).toMatchObject({ code: 10, out: [expect.stringMatching(/^EDITED: events\.jsonl line \d+/)] })
    const doctor = await run(root, 'doctor', '--json')
    expect(doctor.code).toBe(1)
    expect(JSON.parse(doctor.out[0] ?? '')).toContainEqual(expect.objectContaining({ check: 'chain', state: 'fail' }))
  })
  it('finds a log that was deleted as a whole, and makes no key where one is missing', async () => {
    const root = await temporaryFolder()
    await run(root, 'task', 'create', '--id', 't1', '--text', 'x')
    for (const name of ['events.jsonl', 'head.json']) await rm(join(root, 'audit', name))
    expect(await run(root, 'audit', 'verify')).toMatchObject({
      code: 13,
      out: [expect.stringMatching(/^TRUNCATED: .*gone/)],
    })
    const keys = ['audit-signing-key.pem', 'audit-signing-key.pub.pem'].map((name) => join(root, 'secrets', name))
    for (const key of keys) await rm(key)
    expect(await run(root, 'audit', 'verify')).toMatchObject({ code: 1, err: expect.stringMatching(/is missing/) })
    expect(keys.filter((key) => existsSync(key))).toEqual([])
  })
  it('has a doctor whose every line says ok, warn or fail, with a remedy where one is needed', async () => {
    const { code, out } = await run(await temporaryFolder(), 'doctor', '--json')
    const findings = JSON.parse(out[0] ?? '') as { check: string; state: string; remedy: string | null }[]
    expect(findings.map((f) => f.check)).toEqual([
      'node',
      'data root',
      'port',
      'chain',
      'clock',
      'sources',
      'console',
      'browser',
      'electron',
    ])
    for (const finding of findings)
      expect([finding.check, finding.remedy === null]).toEqual([finding.check, finding.state === 'ok'])
    expect(code).toBe(findings.some((f) => f.state === 'fail') ? 1 : 0)
  })
  it('runs as a program without a build', async () => {
    const cli = join(import.meta.dirname, '../../main/cli.ts')
    const { error, stdout } = await new Promise<{ error: Error | null; stdout: string }>((resolve) =>
      execFile(process.execPath, [cli, '--help'], (failed, text) => resolve({ error: failed, stdout: text })),
    )
    expect([error, stdout]).toEqual([null, expect.stringMatching(/^countersign VERB/)])
  })
  it('prints where to look and, when there is such a port, where webhooks go', async () => {
    const flags = ['--print-login', '--ingress-port', '0']
    const service = await startService({ dataRoot: await temporaryFolder(), flags, env: {} })
    onTestFinished(async () => void (await service.stop('SIGTERM')))
    await expect.poll(service.stderr).toContain('point the tunnel here')
    expect(service.stderr()).toContain(`  Open ${service.url}/#code=`)
    expect(service.stderr()).toContain(`  Webhooks: ${service.ingress_url} (point the tunnel here)\n`)
  })
  it('says so when the running console has another key than this shell', async () => {
    const dataRoot = await temporaryFolder()
    const service = await startService({ dataRoot, flags: [], env: { JWT_SECRET: 's'.repeat(40) } })
    onTestFinished(async () => void (await service.stop('SIGTERM')))
    expect(await run(dataRoot, 'task', 'list')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/another JWT_SECRET/),
    })
  })
  it('prints nothing from outside that could steer the terminal', async () => {
    const root = await temporaryFolder()
    await run(root, 'task', 'create', '--id', 't1', '--text', 'x', '--title', 'a\u001b[2Jb\u202ec')
    const steering = /\p{Cc}|\u202e/u
    for (const argv of [
      ['task', 'list'],
      ['task', 'show', 't1'],
      ['task', 'list', '--json'],
    ])
      expect((await run(root, ...argv)).out.join('')).not.toMatch(steering)
  })
  it('shows text from outside so that it cannot steer the terminal', () => {
    expect(printable('a\u001b[2Jb\u202ec')).toBe('a\\u001b[2Jb\\u202ec')
  })
})
