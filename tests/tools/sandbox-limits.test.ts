import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { createBubblewrap } from '../../main/adapters/sandbox/bubblewrap.ts'
import { runConfined } from '../../main/adapters/sandbox/run-confined.ts'
import { temporaryFolder } from '../support/data-root.ts'

const never = new AbortController().signal
const MIB = 1024 ** 2

async function said(script: string, max_output_bytes = 100_000) {
  const around = { home: '/nonexistent', data_root: '/nonexistent', path: '/usr/local/bin:/usr/bin:/bin', lang: 'C' }
  const order = { argv: ['sh', '-c', script], folder: await temporaryFolder(), timeout_ms: 60_000, max_output_bytes }
  const { output, ...rest } = await createBubblewrap('bwrap', around).run(order, never)
  return { ...rest, text: Buffer.from(output).toString() }
}

it('a program may take half of the memory, and has bounds for processes, files and what it keeps in memory', async () => {
  const { text } = await said('cat /proc/self/limits; df -B1 --output=size /tmp /run')
  const limit = (name: string): string | undefined => new RegExp(`^${name}\\s+(\\S+)`, 'm').exec(text)?.[1]
  expect(Number(limit('Max data size'))).toBeGreaterThan(0)
  expect(Number(limit('Max processes'))).toBeLessThanOrEqual(8192)
  expect(limit('Max file size')).toBe(String(4 * 1024 ** 3))
  expect(limit('Max core file size')).toBe('0')
  expect(text.trim().split('\n').slice(-2).map(Number)).toEqual([1024 ** 3, 16 * MIB])
})

it('a file that is to become larger than it may be ends whoever writes it', async () => {
  expect(await said('truncate -s 5G file')).toMatchObject({ timed_out: false })
  expect((await said('truncate -s 5G file')).exit_code).not.toBe(0)
})

it('whoever talks and talks is ended, long before the deadline', async () => {
  const outcome = await said('yes', 1000)
  expect(outcome).toMatchObject({ timed_out: false, output_cut: true, text: 'y\n'.repeat(500) })
  expect(outcome.exit_code).not.toBe(0)
})

it('nothing is held of what is said beyond the limit', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const before = process.memoryUsage().arrayBuffers
  const command = {
    program: 'head',
    args: ['-c', String(300 * MIB), '/dev/zero'],
    env: { PATH: '/usr/bin:/bin' },
    cwd: '/',
  }
  const ran = await runConfined(command, { timeout_ms: 60_000, max_output_bytes: MIB }, never)
  collect()
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * MIB)
  expect([ran.output.length, ran.output_cut, ran.exit_code]).toEqual([MIB, true, 0])
})
