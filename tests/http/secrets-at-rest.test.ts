import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SystemInfo } from '../../contract/system.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { runVerb } from '../support/run-verb.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { testSealer } from '../support/test-sealer.ts'

const SECRET = 'hook-secret-7f3a9c'

/** A verb on this data root, with `value` on its stdin. */
const run = (dataRoot: string, argv: readonly string[], value = '', env: Record<string, string> = {}) =>
  runVerb([...argv, '--data-root', dataRoot], { input: async () => value, env })

const info = async (running: RunningApp): Promise<SystemInfo> =>
  SystemInfo.parse(await (await running.call('GET', '/system/info', 'observer')).json())
const sourceOf = ({ sources }: SystemInfo, name: string) => sources.find(({ source }) => source === name)?.state

/** Every file under the data root, as text. */
async function everything(dataRoot: string): Promise<string> {
  const names = await readdir(dataRoot, { recursive: true, withFileTypes: true })
  const texts = names
    .filter((entry) => entry.isFile())
    .map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1'))
  return (await Promise.all(texts)).join('\n')
}

describe('a secret that the command line keeps', () => {
  it('turns its source on at the next start, is sealed by who can, and is never printed or logged', async () => {
    const dataRoot = await temporaryFolder()
    const set = await run(dataRoot, ['secret', 'set', 'WEBHOOK_SECRET'], `${SECRET}\n`)
    expect(set).toMatchObject({ code: 0, out: expect.stringContaining('secrets/outside/WEBHOOK_SECRET') })
    const plain = await startApp({ dataRoot, env: {} })
    const before = await info(plain)
    expect(sourceOf(before, 'github')).toBe('on')
    expect(before.secrets).toEqual({
      protection: 'file',
      reason: expect.stringMatching(/only the desktop app/),
      items: [
        { name: 'audit signing key', kept: 'file' },
        { name: 'JWT_SECRET', kept: 'file' },
        { name: 'WEBHOOK_SECRET', kept: 'file' },
      ],
    })
    await plain.stop()

    const sealed = await startApp({ dataRoot, env: {}, sealer: testSealer() })
    const after = await info(sealed)
    expect([sourceOf(after, 'github'), after.secrets.protection, after.secrets.reason]).toEqual([
      ...['on', 'safe_storage', null],
    ])
    expect(after.secrets.items.map(({ name, kept }) => `${name}: ${kept}`)).toEqual([
      ...['audit signing key: sealed', 'JWT_SECRET: file', 'WEBHOOK_SECRET: sealed'],
    ])
    expect((await run(dataRoot, ['secret', 'list'])).out).toMatch(/^WEBHOOK_SECRET +sealed$/)
    await sealed.stop()
    expect(await everything(dataRoot)).not.toContain(SECRET)
    expect([set.out, set.err].join()).not.toContain(SECRET)
    expect((await run(dataRoot, ['audit', 'verify'])).code).toBe(0)
  })
  it('that is sealed stops a start that cannot unseal it, unless the environment has it', async () => {
    const dataRoot = await temporaryFolder()
    await run(dataRoot, ['secret', 'set', 'XCODE_TOKEN'], 'a-token-of-sixteen')
    const sealer = testSealer()
    await (await startApp({ dataRoot, env: {}, sealer })).stop()
    await expect(startApp({ dataRoot, env: {} })).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringMatching(/XCODE_TOKEN\.sealed is sealed/),
      remedy: expect.stringMatching(/COUNTERSIGN_SECRETS=file/),
    })
    const listed = await run(dataRoot, ['task', 'list'])
    expect([listed.code, listed.err]).toEqual([1, expect.stringMatching(/is sealed[\s\S]*remedy/)])
    await (await startApp({ dataRoot, env: { COUNTERSIGN_SECRETS: 'file' }, sealer })).stop()
    const plain = await startApp({ dataRoot, env: { XCODE_TOKEN: 'another-token-given' } })
    const { secrets } = await info(plain)
    expect(secrets.items).toContainEqual({ name: 'XCODE_TOKEN', kept: 'environment' })
  })
  it('is checked as at a start, in words that do not show it', async () => {
    const dataRoot = await temporaryFolder()
    for (const [name, value] of [
      ['BOT_TOKEN', 'not-a-bot-token'],
      ['XCODE_TOKEN', 'short'],
      ['WEBHOOK_SECRET', 'two\nlines-of-it'],
    ] as const) {
      const ran = await run(dataRoot, ['secret', 'set', name], value)
      expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringContaining(name) })
      expect(ran.err).not.toContain(value)
    }
    expect((await run(dataRoot, ['secret', 'set', 'PATH'], 'x')).err).toMatch(/no secret that is kept/)
    expect((await run(dataRoot, ['secret', 'set', 'BOT_TOKEN'])).err).toMatch(/nothing came on stdin/)
    expect(existsSync(join(dataRoot, 'secrets/outside/BOT_TOKEN'))).toBe(false)
  })
  it('is never repeated when it was given on the command line, where it does not belong', async () => {
    const dataRoot = await temporaryFolder()
    for (const words of [
      ['WEBHOOK_SECRET', SECRET],
      ['WEBHOOK_SECRET', `--value=${SECRET}`],
      ['WEBHOOK_SECRET', `--${SECRET}`],
      [`WEBHOOK_SECRET=${SECRET}`],
      [SECRET],
      [SECRET, 'WEBHOOK_SECRET'],
    ]) {
      const ran = await run(dataRoot, ['secret', 'set', ...words], '')
      expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/stdin/) })
      expect(ran.err).not.toContain(SECRET)
    }
    for (const verb of ['remove', 'list']) {
      const ran = await run(dataRoot, ['secret', verb, 'WEBHOOK_SECRET', SECRET], '')
      expect([ran.code, ran.err.includes(SECRET)]).toEqual([2, false])
    }
    expect((await run(dataRoot, ['secret', 'set'], '')).err).toMatch(/NAME is missing/)
    expect(existsSync(join(dataRoot, 'secrets/outside'))).toBe(false)
  })
  it('gives way to the environment, which the command line says', async () => {
    const dataRoot = await temporaryFolder()
    const env = { WEBHOOK_SECRET: 'from-the-environment' }
    const set = await run(dataRoot, ['secret', 'set', 'WEBHOOK_SECRET'], SECRET, env)
    expect(set.err).toMatch(/the environment comes first/)
    await (await startApp({ dataRoot, env })).stop()
    expect((await run(dataRoot, ['secret', 'list'], '', env)).out).toMatch(/file, overridden by the environment/)
    expect((await run(dataRoot, ['secret', 'remove', 'WEBHOOK_SECRET'])).code).toBe(0)
    expect((await run(dataRoot, ['secret', 'remove', 'WEBHOOK_SECRET'])).code).toBe(1)
    expect((await run(dataRoot, ['secret', 'list'])).out).toBe('no secrets are kept')
  })
})
