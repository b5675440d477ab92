import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DeliveryDetail, DeliveryPage } from '../../contract/delivery.ts'
import { runCli } from '../../main/cli/run-cli.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { startApp } from '../support/running-app.ts'
import { messageUpdate } from '../support/telegram-updates.ts'

interface Ran {
  readonly code: number
  readonly out: string[]
  readonly err: string
  /** What went out as exact bytes. */
  readonly bytes: string
}

/** One verb in this process; `piped`: its output goes to another program. */
async function run(dataRoot: string, argv: readonly string[], piped = false): Promise<Ran> {
  const out: string[] = []
  const err: string[] = []
  const chunks: Uint8Array[] = []
  const bytes = piped ? (chunk: Uint8Array): void => void chunks.push(chunk) : null
  const lines = { out: (line: string) => out.push(line), err: (line: string) => err.push(line) }
  const code = await runCli([...argv, '--data-root', dataRoot], {
    ...lines,
    bytes,
    input: async () => '',
    ask: null,
    env: {},
  })
  return { code, out, err: err.join('\n'), bytes: Buffer.concat(chunks).toString() }
}

const issue = (title = 'Seven') => ({
  action: 'opened',
  repository: { full_name: 'octo/cat' },
  issue: {
    ...{ number: 7, title, body: 'Please', state: 'open', updated_at: '2026-01-31T09:30:00Z' },
    html_url: 'https://github.com/octo/cat/issues/7',
  },
})

/** A data root in which some deliveries came in; nothing runs on it any more. */
async function withDeliveries(title?: string): Promise<{ root: string; task: string }> {
  const app = await startApp()
  const answer = await app.webhook('issues', 'd-1', issue(title))
  const { task_ids } = (await answer.json()) as { task_ids: string[] }
  await app.webhook('issues', 'd-1', issue(title))
  await app.webhook('star', 'd-2', { action: 'created' })
  await app.stop()
  return { root: app.config.data_root, task: task_ids[0] ?? '' }
}

describe('countersign deliveries', () => {
  it('lists what came in, newest first, narrowed and in pages', async () => {
    const { root, task } = await withDeliveries()
    const { out } = await run(root, ['deliveries', 'list'])
    expect(out).toEqual([
      expect.stringMatching(/^20\S+Z {2}github {3}star +accepted +recorded +d-2$/),
      expect.stringMatching(new RegExp(`^20\\S+Z {2}github {3}issues +accepted, again task_created +d-1 {2}${task}$`)),
    ])
    expect((await run(root, ['deliveries', 'list', '--state', 'replayed'])).out).toHaveLength(1)
    expect((await run(root, ['deliveries', 'list', '--task', task])).out).toEqual(out.slice(1))
    expect((await run(root, ['deliveries', 'list', '--source', 'xcode'])).out).toEqual(['no deliveries'])
    const first = await run(root, ['deliveries', 'list', '--limit', '1'])
    const cursor = /^more with --cursor (\S+)$/.exec(first.out[1] ?? '')?.[1] ?? ''
    expect((await run(root, ['deliveries', 'list', '--cursor', cursor])).out).toEqual(out.slice(1))
    const json = (await run(root, ['deliveries', 'list', '--json'])).out[0] ?? ''
    expect(DeliveryPage.parse(JSON.parse(json)).items).toHaveLength(2)
  })

  it('shows one with its headers, without secrets, and its body', async () => {
    const { root, task } = await withDeliveries()
    const { out } = await run(root, ['deliveries', 'show', 'github', 'd-1'])
    expect(out[0]).toBe('github  d-1  accepted, again: task_created')
    const lines = [`  tasks ${task}`, '  can be carried out again', '  x-hub-signature-256: (redacted)']
    expect(out).toEqual(expect.arrayContaining([...lines, `  | ${JSON.stringify(issue())}`]))
    const json = (await run(root, ['deliveries', 'show', 'github', 'd-1', '--json'])).out[0] ?? ''
    expect(DeliveryDetail.parse(JSON.parse(json))).toMatchObject({ delivery_id: 'd-1', replays: 1 })
  })

  it('gives the exact bytes of a body to another program, and inert text to a person', async () => {
    const { root } = await withDeliveries('tab\tand \u202e')
    const raw = ['deliveries', 'show', 'github', 'd-1', '--raw']
    expect(await run(root, raw, true)).toMatchObject({
      code: 0,
      out: [],
      bytes: JSON.stringify(issue('tab\tand \u202e')),
    })
    const seen = await run(root, raw)
    expect(seen).toMatchObject({ code: 0, bytes: '' })
    expect(seen.out).toEqual([JSON.stringify(issue('tab\tand \u202e')).replace('\u202e', '\\u202e')])
  })

  it('says that it gives only the beginning of a long body, and fails', async () => {
    const { root } = await withDeliveries('x'.repeat(300_000))
    const ran = await run(root, ['deliveries', 'show', 'github', 'd-1', '--raw'], true)
    expect(ran).toMatchObject({ code: 1, err: 'countersign: this is only the beginning of the body' })
    expect(ran.bytes).toHaveLength(256 * 1024)
  })

  it('carries one out again, and says what came of it', async () => {
    const { root, task } = await withDeliveries()
    expect((await run(root, ['deliveries', 'replay', 'github', 'd-1'])).out).toEqual([
      `d-1: unchanged ${task} (nothing was done again)`,
    ])
    const json = (await run(root, ['deliveries', 'replay', 'github', 'd-2', '--json'])).out[0] ?? ''
    expect(JSON.parse(json)).toMatchObject({ outcome: 'recorded', replayed: false })
    const tail = (await run(root, ['audit', 'tail', '-n', '20'])).out.map((line) => JSON.parse(line))
    const requested = tail.filter(({ type }) => type === 'webhook_replay_requested')
    expect(requested.map(({ actor }) => actor.door)).toEqual(['cli', 'cli'])
  })

  it('finds one by the beginning of its id, when no other begins so', async () => {
    const { root } = await withDeliveries()
    expect((await run(root, ['deliveries', 'show', 'github', 'd-1', '--json'])).code).toBe(0)
    const ambiguous = await run(root, ['deliveries', 'replay', 'github', 'd-'])
    expect(ambiguous).toMatchObject({ code: 2, err: expect.stringContaining('the ids of 2 deliveries: d-2, d-1') })
    const app = await startApp({ dataRoot: root })
    await app.webhook('star', '8f3b1c6a-0001', { action: 'created', more: 1 })
    await app.stop()
    expect((await run(root, ['deliveries', 'show', 'github', '8f3'])).out[0]).toMatch(/^github {2}8f3b1c6a-0001 /)
    expect((await run(root, ['deliveries', 'replay', 'github', '8f3b'])).out).toEqual(['8f3b1c6a-0001: recorded'])
  })

  it('says of a refused one from where it came, what it means and what to do', async () => {
    const app = await startApp()
    const headers = { 'x-github-event': 'star', 'x-github-delivery': 'd-1', 'x-hub-signature-256': 'sha256=00' }
    const forged = { 'content-type': 'application/json', ...headers }
    await app.raw('POST', '/webhooks/github', forged, '{}')
    await app.stop()
    const [row = ''] = (await run(app.config.data_root, ['deliveries', 'list'])).out
    expect(row).toMatch(/refused +signature_invalid +refusal-\S+ {2}from 127\.0\.0\.1$/)
    const id = /refusal-\S+/.exec(row)?.[0] ?? ''
    const { out } = await run(app.config.data_root, ['deliveries', 'show', 'github', id])
    expect(out.slice(1, 3)).toEqual([
      '  The signature does not fit the body',
      expect.stringMatching(/^ {2}remedy: .*WEBHOOK_SECRET for GitHub.*nothing rewrites the body/),
    ])
  })

  it('shows of refused ones the latest three with what they sent, and with --all every one that is kept', async () => {
    const app = await startApp()
    for (let nth = 1; nth <= 6; nth += 1) {
      const headers = {
        'x-github-event': 'star',
        'x-github-delivery': `forged-${nth}`,
        'x-hub-signature-256': 'sha256=00',
      }
      await app.raw('POST', '/webhooks/github', { 'content-type': 'application/json', ...headers }, `{"nth":${nth}}`)
    }
    await app.stop()
    const root = app.config.data_root
    const id = /refusal-\S+/.exec((await run(root, ['deliveries', 'list'])).out[0] ?? '')?.[0] ?? ''
    const short = (await run(root, ['deliveries', 'show', 'github', id])).out
    expect(short[0]).toMatch(/refused x6: signature_invalid$/)
    expect(short).toContain('  6 of 6 are kept, newest first')
    expect(short.filter((line) => line.startsWith('  | '))).toEqual([6, 5, 4].map((nth) => `  | {"nth":${nth}}`))
    expect(short).toContain('  x-hub-signature-256: (redacted)')
    expect(short.at(-1)).toBe('  … and 3 more: --all')
    const whole = (await run(root, ['deliveries', 'show', 'github', id, '--all'])).out
    expect(whole.filter((line) => line.startsWith('  | '))).toHaveLength(6)
    expect(whole.filter((line) => /^ {2}no\. \d {2}20\S+Z from 127\.0\.0\.1 {2}9 bytes$/.test(line))).toHaveLength(6)
    expect((await run(root, ['deliveries', 'show', 'github', id, '--raw'], true)).bytes).toBe('{"nth":6}')
  })

  it('shows each time that one came again, and who had it carried out once more', async () => {
    const { root } = await withDeliveries()
    await run(root, ['deliveries', 'replay', 'github', 'd-1'])
    const shown = ['deliveries', 'show', 'github', 'd-1']
    const { out } = await run(root, shown)
    expect(out[0]).toBe('github  d-1  accepted, again x2: task_created')
    expect(out.filter((line) => line.startsWith('  again '))).toEqual([
      expect.stringMatching(/^ {2}again 20\S+Z: replayed by \S+ \(cli\)$/),
      expect.stringMatching(/^ {2}again 20\S+Z: sent again as d-1 from 127\.0\.0\.1, same body$/),
    ])
    expect(out.filter((line) => /^ {2}the last time it was carried out, 20\S+Z: unchanged$/.test(line))).toHaveLength(1)
    const whole = (await run(root, [...shown, '--all'])).out
    expect(whole).toContain('    x-hub-signature-256: (redacted)')
  })

  it('tells who writes to the bot without being on a list, with the number to put there', async () => {
    const app = await startApp({ env: { TELEGRAM_SECRET_TOKEN: 'telegram-secret-token' } })
    const headers = { 'x-telegram-bot-api-secret-token': 'telegram-secret-token', 'content-type': 'application/json' }
    await app.raw('POST', '/webhooks/telegram', headers, JSON.stringify(messageUpdate(1)))
    await app.stop()
    const [row = ''] = (await run(app.config.data_root, ['deliveries', 'list', '--source', 'telegram'])).out
    expect(row).toMatch(/sender_not_allowed .* {2}from chat 7, user 7$/)
    const shown = await run(app.config.data_root, [
      'deliveries',
      'show',
      'telegram',
      /refusal-\S+/.exec(row)?.[0] ?? '',
    ])
    expect(shown.out[2]).toMatch(/remedy: .*TELEGRAM_ALLOWED_USERS/)
  })

  it.each([
    [['deliveries', 'show', 'github', 'none'], 1, /delivery_not_found[\s\S]*countersign deliveries list/],
    [['deliveries', 'replay', 'github', 'none'], 1, /delivery_not_found/],
    [['deliveries', 'list', '--state', 'lost'], 1, /validation_failed/],
    [['deliveries', 'list', '--cursor', 'x'], 1, /cursor_invalid/],
    [['deliveries', 'gaps'], 1, /github_gaps_off/],
    [['deliveries', 'fetch', 'octo/cat:1', '5'], 1, /github_gaps_off/],
    [['deliveries', 'fetch', 'octo/cat:1'], 2, /ID is missing/],
    [['deliveries', 'show', 'github'], 2, /ID is missing/],
    [['deliveries', 'replay'], 2, /SOURCE is missing/],
    [['deliveries', 'list', 'all'], 2, /"all" is one word too many/],
    [['deliveries', 'burn'], 2, /there is no verb "deliveries burn"/],
  ])('refuses %j with exit code %i and says why', async (argv, code, message) => {
    const root = await temporaryFolder()
    await run(root, ['task', 'create', '--text', 'x'])
    expect(await run(root, argv)).toMatchObject({ code, err: expect.stringMatching(message) })
  })

  it('prints nothing from outside that could steer the terminal', async () => {
    const { root } = await withDeliveries('a\u009b2Jb\u202ec')
    const shown = ['deliveries', 'show', 'github', 'd-1']
    for (const argv of [['deliveries', 'list'], shown, [...shown, '--json'], [...shown, '--raw']])
      expect((await run(root, argv)).out.join('')).not.toMatch(/\p{Cc}|\u202e/u)
  })

  it('writes exact bytes when it runs as a program whose output is read by another', async () => {
    const { root } = await withDeliveries('tab \u202e')
    const cli = join(import.meta.dirname, '../../main/cli.ts')
    const argv = [cli, 'deliveries', 'show', 'github', 'd-1', '--raw', '--data-root', root]
    const { error, stdout } = await new Promise<{ error: Error | null; stdout: string }>((resolve) =>
      execFile(process.execPath, argv, (failed, text) => resolve({ error: failed, stdout: text })),
    )
    expect([error, stdout]).toEqual([null, JSON.stringify(issue('tab \u202e'))])
  })
})
