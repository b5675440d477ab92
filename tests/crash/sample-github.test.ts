import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readTaskFiles } from '../support/crash-snapshot.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { type Service, startService } from '../support/service.ts'

const SAMPLE = join(import.meta.dirname, '../../scripts/sample-github.ts')
const WEBHOOK_SECRET = 'sample-secret'

interface Said {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function sample(flags: readonly string[], env: Record<string, string>): Promise<Said> {
  const { WEBHOOK_SECRET: _, COUNTERSIGN_PORT: __, COUNTERSIGN_DATA_ROOT: ___, ...rest } = process.env
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [SAMPLE, ...flags], { env: { ...rest, ...env } })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
    })
    child.once('error', reject).once('close', (code) => resolve({ code, out, err }))
  })
}

async function running(env: Record<string, string>): Promise<Service> {
  const service = await startService({ dataRoot: await temporaryFolder(), flags: [], env })
  onTestFinished(async () => {
    await service.stop('SIGKILL')
  })
  return service
}

describe('npm run sample:github', () => {
  it('makes a task of the running console, and sent again changes nothing', async () => {
    const { data_root } = await running({ WEBHOOK_SECRET })
    const first = await sample(['--data-root', data_root], { WEBHOOK_SECRET })
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toMatch(/^answer {4}200, task_created$/m)
    const taskId = /^task {6}(gh-[0-9a-f]{12})$/m.exec(first.out)?.[1]
    const deliveryId = /--delivery ([0-9a-f-]{36})$/m.exec(first.out)?.[1] ?? ''
    const before = readTaskFiles(data_root)
    expect([...before.keys()]).toEqual([taskId])

    const again = await sample(['--data-root', data_root, '--delivery', deliveryId], { WEBHOOK_SECRET })
    expect(again.out).toMatch(/^answer {4}200, task_created, a replay/m)
    expect(again.out).toContain(taskId)
    expect(readTaskFiles(data_root)).toEqual(before)
  })

  it('makes a second task for another number, with a delivery id of its own, wherever the console is named', async () => {
    const { url, data_root } = await running({ WEBHOOK_SECRET })
    const port = new URL(url).port
    const byPort = await sample(['--number', '7', '--port', port], { WEBHOOK_SECRET })
    const byUrl = await sample(['--number', '8', '--url', url], { WEBHOOK_SECRET, COUNTERSIGN_PORT: '1' })
    const byVariable = await sample(['--number', '9'], { WEBHOOK_SECRET, COUNTERSIGN_PORT: port })
    for (const { out } of [byPort, byUrl, byVariable]) expect(out).toMatch(/^answer {4}200, task_created$/m)
    expect(readTaskFiles(data_root).size).toBe(3)
  })

  it('sent to the port for webhooks alone, does not say that the task can be looked at there', async () => {
    const dataRoot = await temporaryFolder()
    const service = await startService({ dataRoot, flags: ['--ingress-port', '0'], env: { WEBHOOK_SECRET } })
    onTestFinished(async () => void (await service.stop('SIGKILL')))
    const ingress = await sample(['--url', service.ingress_url ?? ''], { WEBHOOK_SECRET })
    expect(ingress.out).toMatch(/^next {6}look at it in the console, or: npm run countersign -- task approve gh-/m)
    const atConsole = await sample(['--url', service.url, '--number', '2'], { WEBHOOK_SECRET })
    expect(atConsole.out).toContain(`look at it at ${service.url}, or`)
  })

  it('says with --help how it is used', async () => {
    expect(await sample(['--help'], {})).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('--delivery ID'),
    })
  })

  it('says what to do when the secret is missing, is another one, or the source is off', async () => {
    const { url } = await running({ WEBHOOK_SECRET })
    const off = await running({})
    const missing = await sample(['--url', url], {})
    expect(missing).toMatchObject({ code: 2, out: '' })
    expect(missing.err).toMatch(/WEBHOOK_SECRET is not set[\s\S]*remedy: .*WEBHOOK_SECRET=/)
    const wrong = await sample(['--url', url], { WEBHOOK_SECRET: 'another' })
    expect(wrong.code).toBe(1)
    expect(wrong.err).toMatch(/signature_invalid[\s\S]*remedy: .*WEBHOOK_SECRET/)
    const atOff = await sample(['--url', off.url], { WEBHOOK_SECRET })
    expect(atOff.code).toBe(1)
    expect(atOff.err).toMatch(/source_off[\s\S]*remedy: Set its secret/)
  })

  it('says what to do when no console runs', async () => {
    const service = await running({ WEBHOOK_SECRET })
    await service.stop('SIGTERM')
    const gone = await sample(['--data-root', service.data_root], { WEBHOOK_SECRET })
    expect(gone.code).toBe(1)
    expect(gone.err).toMatch(/no console runs on [\s\S]*remedy: start it/)
    const nobody = await sample(['--url', service.url], { WEBHOOK_SECRET })
    expect(nobody.code).toBe(1)
    expect(nobody.err).toMatch(/no console answers at [\s\S]*remedy: start it/)
  })

  it.each([
    ['--nummer', '--nummer'],
    ['--number=0', '--number'],
    ['--port=70000', '70000'],
    ['--url=ftp://x', '--url'],
  ])('leaves with exit code 2 and names what is wrong: %s', async (flag, named) => {
    const said = await sample([flag], { WEBHOOK_SECRET })
    expect(said.code).toBe(2)
    expect(said.err).toContain(named)
  })
})
