import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { hiddenPlaces } from '../../main/adapters/programs/hidden-places.ts'
import { createBubblewrap } from '../../main/adapters/sandbox/bubblewrap.ts'
import { bubblewrapArguments } from '../../main/adapters/sandbox/bubblewrap-arguments.ts'
import { createHostSandbox } from '../../main/adapters/sandbox/host-sandbox.ts'
import { temporaryFolder } from '../support/data-root.ts'

const never = new AbortController().signal
const PATH = '/usr/local/bin:/usr/bin:/bin'

async function world() {
  const home = await temporaryFolder()
  const data_root = await temporaryFolder()
  const folder = join(data_root, 'audit', 'work', 'copy')
  await mkdir(folder, { recursive: true })
  await writeFile(join(home, 'key'), 'a-key-of-home')
  await writeFile(join(data_root, 'key'), 'a-key-of-the-console')
  const sandbox = createBubblewrap('bwrap', { home, data_root, path: PATH, lang: 'C.UTF-8' })
  const limits = { timeout_ms: 60_000, max_output_bytes: 100_000 }
  const run = (script: string, given: Partial<typeof limits> = {}, signal = never) =>
    sandbox.run({ argv: ['sh', '-c', script], folder, ...limits, ...given }, signal)
  const said = async (script: string) =>
    Buffer.from((await run(script)).output)
      .toString()
      .trim()
  return { home, data_root, folder, sandbox, run, said }
}

const surroundings = { home: '/nonexistent', data_root: '/nonexistent', path: PATH, lang: 'C' }

it('is there, and names itself with its version', async () => {
  expect(await createHostSandbox('linux', surroundings).readiness()).toMatchObject({
    ready: true,
    name: expect.stringMatching(/^bubblewrap \d/),
  })
})

it('answers with the exit code and all that was said, and writes in the one folder', async () => {
  const { run, folder } = await world()
  const outcome = await run('echo out; echo err >&2; echo kept > file; exit 3')
  expect(outcome).toMatchObject({ exit_code: 3, timed_out: false, output_cut: false })
  expect(Buffer.from(outcome.output).toString().split('\n').toSorted()).toEqual(['', 'err', 'out'])
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('kept\n')
})

it('writes nowhere else, whoever runs it', async () => {
  const { run, data_root } = await world()
  const outside = await temporaryFolder()
  await chmod(outside, 0o777)
  const places = [outside, data_root, '/etc', '/usr', '/var/tmp', '/root', '/sys/kernel', '/proc/sys/kernel']
  await run(`for place in ${places.join(' ')}; do echo x > $place/escaped-from-sandbox; done; true`)
  for (const place of places) expect(existsSync(join(place, 'escaped-from-sandbox'))).toBe(false)
  expect(await readdir(outside)).toEqual([])
  expect((await run('mount -o remount,rw,bind / && echo x > /etc/escaped-from-sandbox')).exit_code).not.toBe(0)
  expect((await run('unshare -Ur true')).exit_code).not.toBe(0)
})

it('reads neither home nor data root, and has a /tmp of its own', async () => {
  const { said, home, data_root } = await world()
  await writeFile(join(home, '..', `seen-${process.pid}`), 'in /tmp')
  expect(await said(`cat ${home}/key ${data_root}/key 2>/dev/null; ls -A ${home}; ls /tmp/seen-* 2>/dev/null`)).toBe('')
})

it('has no network, not even to this machine', async () => {
  const { run } = await world()
  const server = createServer((_, response) => response.end('reached')).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const script = `require('net').connect(${port}, '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(9))`
  const argv = [process.execPath, '-e', script]
  expect(spawnSync(argv[0] as string, argv.slice(1)).status).toBe(0)
  const { sandbox, folder } = await world()
  const ran = await sandbox.run({ argv, folder, timeout_ms: 60_000, max_output_bytes: 10_000 }, never)
  expect(ran.exit_code).toBe(9)
  expect((await run('ls /sys/class/net')).exit_code).toBe(0)
})

it('sees no environment but PATH, HOME, LANG and TMPDIR, and no process but its own', async () => {
  const { said } = await world()
  expect((await said('env | cut -d= -f1 | sort')).split('\n')).toEqual(['HOME', 'LANG', 'PATH', 'PWD', 'TMPDIR'])
  expect(Number(await said('ls /proc | grep -c "^[0-9]"'))).toBeLessThan(8)
})

const marked = (mark: string): boolean =>
  spawnSync('pgrep', ['-f', mark], { encoding: 'utf8' }).stdout.trim().length > 0

it('ends with everything that it started at its deadline, and when it is called off', async () => {
  const { run } = await world()
  const mark = `1000.${process.pid}`
  const script = `setsid sleep ${mark} & trap '' TERM; sleep ${mark}`
  const late = await run(script, { timeout_ms: 500 })
  expect(late).toMatchObject({ timed_out: true })
  await expect.poll(() => marked(`sleep ${mark}`)).toBe(false)
  const controller = new AbortController()
  const running = run(script, {}, controller.signal)
  await expect.poll(() => marked(`sleep ${mark}`)).toBe(true)
  controller.abort(new Error('called off'))
  await expect(running).rejects.toThrow('called off')
  await expect.poll(() => marked(`sleep ${mark}`)).toBe(false)
})

it('leaves nothing behind that was started and not waited for', async () => {
  const { run } = await world()
  const mark = `2000.${process.pid}`
  expect(await run(`setsid sleep ${mark} & exit 0`)).toMatchObject({ exit_code: 0 })
  await expect.poll(() => marked(`sleep ${mark}`)).toBe(false)
})

it('confines a plain user as it does root', async () => {
  const { home, data_root } = await world()
  const folder = await temporaryFolder()
  await chmod(folder, 0o777)
  const order = { argv: ['sh', '-c', `id -u; echo x > file; cat ${data_root}/key; echo x > /etc/x`], folder }
  const args = bubblewrapArguments(order, hiddenPlaces(home, data_root, PATH), { PATH, LANG: 'C' })
  const stdio = ['ignore', 'pipe', 'pipe', 'pipe'] as const
  // Whoever runs the tests is a plain user already, if not root.
  const as = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : ['env']
  const [program = '', ...before] = as
  const { stdout, stderr } = spawnSync(program, [...before, 'bwrap', ...args], { stdio: [...stdio], encoding: 'utf8' })
  expect(stdout).not.toBe('0\n')
  expect(stderr).toMatch(/\/key: No such file[\s\S]*\/etc\/x: Read-only file system/)
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('x\n')
})

it('keeps no more output than it may', async () => {
  const { run } = await world()
  const outcome = await run('yes | head -c 100000', { max_output_bytes: 1000 })
  expect(outcome).toMatchObject({ output_cut: true, exit_code: 0 })
  expect(outcome.output.length).toBe(1000)
})

it('a folder that is not there is no failed check', async () => {
  const { sandbox } = await world()
  const order = { argv: ['true'], folder: '/nowhere/at/all', timeout_ms: 60_000, max_output_bytes: 1000 }
  await expect(sandbox.run(order, never)).rejects.toMatchObject({ code: 'sandbox_unavailable' })
})
