import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { confining } from '../../../main/adapters/agents/openclaw/confined-command.ts'
import { createOpenclawAgent } from '../../../main/adapters/agents/openclaw/openclaw-agent.ts'
import { agentOrder } from '../../support/agents/agent-order.ts'
import { plainSink } from '../../support/agents/plain-sink.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const never = new AbortController().signal
const clock = { now: () => Date.now() }
const PATH = '/usr/local/bin:/usr/bin:/bin'

it('sees neither home, data root nor what listens in /run, but itself, and writes only what it is to write', async () => {
  const [home, root] = [await temporaryFolder(), await temporaryFolder()]
  const program = join(home, 'lib', 'node_modules', 'tool', 'run.sh')
  const work = join(root, 'work')
  for (const folder of [join(home, 'lib', 'node_modules', 'tool'), work]) await mkdir(folder, { recursive: true })
  await writeFile(join(home, 'lib', 'node_modules', 'beside'), 'a library')
  for (const place of [home, root]) await writeFile(join(place, 'key'), 'not-to-be-seen')
  await writeFile(program, '')
  const prefix = await confining({ root, home, path: PATH, command: ['/bin/sh', program], writable: [work] })
  if (prefix === null) throw new Error('this machine has no bubblewrap')
  const script = [
    `cat ${home}/key ${root}/key; cat ${home}/lib/node_modules/beside; ls -A /run ${home} ${root}`,
    `echo x > ${work}/kept; echo x > ${home}/lost; echo x > /etc/lost; true`,
  ].join('; ')
  const [sandbox, ...args] = [...prefix, '--', 'sh', '-c', script]
  const said = execFileSync(sandbox as string, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  expect(said).toContain('a library')
  expect(said).not.toContain('not-to-be-seen')
  expect(said).not.toMatch(/dbus|docker|user/)
  expect(await readFile(join(work, 'kept'), 'utf8')).toBe('x\n')
  expect([existsSync(join(home, 'lost')), existsSync('/etc/lost')]).toEqual([false, false])
})

it('where nothing confines it, it is not ready and is not started, unless its settings say that it may run so', async () => {
  const bin = await temporaryFolder()
  const started = join(bin, 'started')
  const program = join(bin, 'openclaw')
  await writeFile(program, `#!/bin/sh\necho x > ${started}\n`, { mode: 0o755 })
  const order = (given: object) =>
    agentOrder({ kind: 'openclaw', program, model: 'mock/m', ...given }, 'http://127.0.0.1:1/v1')
  const agent = createOpenclawAgent(clock, await temporaryFolder())
  // A PATH without bubblewrap.
  vi.stubEnv('PATH', bin)
  try {
    const closed = await order({})
    expect(await agent.probe(closed.settings, never)).toMatchObject({ state: 'unavailable' })
    const sink = plainSink()
    expect(await agent.run(closed, sink, never)).toMatchObject({ ok: false, error_code: 'sandbox_unavailable' })
    expect([sink.pids, existsSync(started)]).toEqual([[], false])
    const open = await order({ unconfined: true })
    expect(await agent.probe(open.settings, never)).toMatchObject({ state: 'ready' })
    const told = plainSink()
    await agent.run(open, told, never)
    expect(existsSync(started)).toBe(true)
    expect(told.lines.join('\n')).toContain('Nothing confines OpenClaw here')
    expect(await readdir(open.workspace)).toEqual([])
  } finally {
    vi.unstubAllEnvs()
  }
})
