import { execFile } from 'node:child_process'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { verifyStandardWebhook } from '../../main/core/ingest/standard-webhooks.ts'
import { parseXcodeBuild } from '../../main/core/ingest/xcode/xcode-build.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { CLOUD, receiver, run, SCRIPT, SECRET, type Sent } from '../support/xcode-script.ts'

function header({ headers }: Sent, name: string): string {
  return String(headers[name])
}
function verify(sent: Sent, secret: string): void {
  const id = header(sent, 'webhook-id')
  const timestamp = header(sent, 'webhook-timestamp')
  const signatureHeader = header(sent, 'webhook-signature')
  verifyStandardWebhook({ secrets: [secret], id, timestamp, signatureHeader, raw: sent.raw, now_ms: Date.now() })
}
async function reported(env: Record<string, string>, options: Parameters<typeof run>[1] = {}): Promise<Sent> {
  const { url, sent } = await receiver([200])
  const ended = await run({ COUNTERSIGN_URL: url, ...env }, options)
  expect(ended).toEqual({ code: 0, said: `countersign: reported to ${url}/webhooks/xcode (200)\n` })
  return sent[0] as Sent
}

describe('the build script', () => {
  it.each([
    ['sh', SECRET],
    ['bash', SECRET],
    ['sh', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    ['sh', 'whsec_NjZcXAAANjY='],
    ['bash', 'x'.repeat(64)],
    ['sh', 'longer than a block of sha256, which is why it is hashed first: 0123456789'],
    ['sh', 'mit Ümlauten, %s und $(false) `x`'],
  ])('under %s signs with %j as Standard Webhooks want it', async (shell, secret) => {
    const sent = await reported({ ...CLOUD, XCODE_WEBHOOK_SECRET: secret }, { shell })
    verify(sent, secret)
    expect(() => verify(sent, `${secret}.`)).toThrow('does not fit')
    expect(header(sent, 'content-type')).toBe('application/json')
  })
  it('shows the secret to no program that it starts, neither as an argument nor in its environment', async () => {
    const folder = await temporaryFolder()
    const log = join(folder, 'log')
    for (const tool of ['openssl', 'curl', 'od', 'iconv', 'git', 'tail', 'date', 'sed', 'tr']) {
      const { stdout } = await promisify(execFile)('sh', ['-c', `command -v ${tool}`])
      const shim = `#!/bin/sh\n{ printf '%s\\n' "$0 $*"; env; } >> '${log}'\nexec ${stdout.trim()} "$@"\n`
      await writeFile(join(folder, tool), shim)
      await chmod(join(folder, tool), 0o755)
    }
    await reported({ ...CLOUD, PATH: `${folder}:${process.env['PATH']}` })
    const seen = await readFile(log, 'utf8')
    expect(seen).toContain('openssl dgst')
    expect(seen).toContain('curl ')
    expect(seen).not.toContain(SECRET)
    expect(seen).not.toContain('XCODE_WEBHOOK_SECRET')
  })
  it('reports an action of Xcode Cloud, and nothing of the build as a whole', async () => {
    const { raw } = await reported({
      ...CLOUD,
      CI_XCODEBUILD_EXIT_CODE: '65',
      CI_TEST_DESTINATION_DEVICE_TYPE: 'iPhone 16',
    })
    const { reported_at, ...said } = JSON.parse(raw.toString())
    expect(Math.abs(Date.parse(reported_at) - Date.now())).toBeLessThan(60_000)
    expect(said).toEqual({
      ...{ kind: 'xcode_build', build_id: CLOUD.CI_BUILD_ID, build_number: 42, product: 'Lighthouse' },
      ...{ workflow: 'Pull Requests', action: 'archive Lighthouse iOS iPhone 16', action_status: 'FAILED' },
      ...{ progress: null, completion_status: null, commit: CLOUD.CI_COMMIT, branch: 'anne/labels' },
      ...{ repository: 'octo/lighthouse', pull_request: 12, url: CLOUD.CI_BUILD_URL },
    })
    expect(parseXcodeBuild(JSON.parse(raw.toString()))).toMatchObject({ action: { status: 'FAILED' } })
  })
  it.each([
    [['--exit-code', '0'], 'SUCCEEDED'],
    [['--exit-code', '65'], 'FAILED'],
    [['--exit-code'], null],
    [[], null],
  ])('elsewhere, with %j, reports the build as completed: %s', async (args, completion_status) => {
    const { raw } = await reported({ PRODUCT_NAME: 'Lighthouse', SCHEME_NAME: 'Release' }, { args })
    const said = JSON.parse(raw.toString())
    expect(said).toMatchObject({ progress: 'COMPLETE', completion_status, product: 'Lighthouse', workflow: 'Release' })
    expect(said).toMatchObject({ build_id: expect.stringMatching(/^local-[0-9a-f]{24}$/), action: null, commit: null })
  })
  it.each([
    'https://github.com/octo/lighthouse.git',
    'https://github.com/octo/lighthouse/',
    'git@github.com:octo/lighthouse.git',
    'ssh://git@github.com/octo/lighthouse',
  ])('asks git what was built, for example of %s', async (origin) => {
    const cwd = await temporaryFolder()
    const env = { PATH: process.env['PATH'] ?? '', GIT_CONFIG_GLOBAL: '/dev/null', HOME: cwd }
    const git = (...args: string[]) => promisify(execFile)('git', args, { cwd, env })
    await git('init', '--quiet', '--initial-branch', 'feature/one')
    await git('remote', 'add', 'origin', origin)
    await git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--allow-empty', '-m', 'one')
    const commit = (await git('rev-parse', 'HEAD')).stdout.trim()
    const { raw } = await reported({ HOME: cwd }, { cwd })
    expect(JSON.parse(raw.toString())).toMatchObject({ commit, branch: 'feature/one', repository: 'octo/lighthouse' })
  })
  it('tells names apart from JSON, whatever is in them', async () => {
    const CI_PRODUCT = 'a"b\\c\nd\te\u0001\u007f%s%n\'$(x)`é日本🙂","kind":"other'
    const { raw } = await reported({ ...CLOUD, CI_PRODUCT, CI_BUILD_NUMBER: '4 2', CI_PULL_REQUEST_NUMBER: '007' })
    expect(JSON.parse(raw.toString())).toMatchObject({
      kind: 'xcode_build',
      product: CI_PRODUCT,
      build_number: null,
      pull_request: null,
    })
  })
  it('leaves out what is no UTF-8', async () => {
    const { url, sent } = await receiver([200])
    const bad = `CI_WORKFLOW="$(printf 'a\\377b\\303')" exec sh ${SCRIPT}`
    const env = { PATH: process.env['PATH'] ?? '', XCODE_WEBHOOK_SECRET: SECRET, COUNTERSIGN_URL: url, ...CLOUD }
    await promisify(execFile)('sh', ['-c', bad], { env, cwd: '/' })
    const text = new TextDecoder('utf-8', { fatal: true }).decode(sent[0]?.raw)
    expect(JSON.parse(text)).toMatchObject({ workflow: 'ab' })
  })
  it('with --help says how it is used, and needs nothing for it', async () => {
    const { code, said } = await run({ XCODE_WEBHOOK_SECRET: '' }, { args: ['--help'] })
    expect([code, said]).toEqual([
      0,
      expect.stringMatching(/^Reports an Xcode build[\s\S]*--exit-code N[\s\S]*reference\n$/),
    ])
    expect(said).not.toContain('set -u')
  })
  it('with --print shows the request and sends nothing', async () => {
    const { url, sent } = await receiver([200])
    const { code, said } = await run({ ...CLOUD, COUNTERSIGN_URL: `${url}/` }, { args: ['--print'] })
    const [head = '', body = ''] = said.split('\n\n')
    expect([code, sent.length, head.split('\n')[0]]).toEqual([0, 0, `POST ${url}/webhooks/xcode`])
    const headers = Object.fromEntries(
      head
        .split('\n')
        .slice(1)
        .map((line) => line.split(': ')),
    )
    verify({ headers, raw: Buffer.from(body.trimEnd()) }, SECRET)
    expect(said).not.toContain(SECRET)
  })
})
