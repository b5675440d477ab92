import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { linesOf, makeKeys, openLog, verifyFolder, withFolder } from '../../support/audit-log.ts'

const keys = makeKeys('key-1')
const PEM = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const CHILD = join(import.meta.dirname, '../../support/audit-child.ts')

/** Starts a process that writes without end, and collects what it answers. */
function startWriter(
  folder: string,
  maxSegmentBytes: number,
): { child: ChildProcess; answers: string[]; answered(count: number): Promise<void> } {
  const child = spawn(process.execPath, [CHILD, folder, PEM, String(maxSegmentBytes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const answers: string[] = []
  let partial = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (partial + text).split('\n')
    partial = lines.pop() as string
    answers.push(...lines)
  })
  const answered = async (count: number): Promise<void> => {
    while (answers.length < count) await once(child.stdout as NonNullable<typeof child.stdout>, 'data')
  }
  return { child, answers, answered }
}

test('a process that is killed at any moment loses no line that it answered for, and the chain goes on', () =>
  withFolder(async (folder) => {
    let last = 0
    for (let round = 1; round <= 8; round++) {
      const { child, answers, answered } = startWriter(folder, 20_000)
      await answered(1 + round * 37)
      child.kill('SIGKILL')
      await once(child, 'close')
      last = Math.max(last, ...answers.slice(1).map(Number))
      const { log, close } = await openLog(folder, keys)
      expect(log.head().seq).toBeGreaterThanOrEqual(last)
      await close()
      expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true, last_seq: (await linesOf(folder)).length })
    }
  }))

// Only Linux can limit the files of a process that already runs.
if (process.platform === 'linux') {
  test('a disk that takes no more leaves no half line, and lines go on when there is room again', () =>
    withFolder(async (folder) => {
      const { child, answers, answered } = startWriter(folder, 64_000_000)
      await answered(50)
      await limitFileSize(child, '100000')
      const refused = (): boolean => answers.some((answer) => answer.includes('EFBIG'))
      while (!refused()) await answered(answers.length + 1)
      expect(answers.find((answer) => answer.includes('EFBIG'))).toContain(
        'audit/events.jsonl cannot be written: EFBIG',
      )
      await limitFileSize(child, 'unlimited')
      const before = Math.max(...answers.filter((answer) => /^\d+$/.test(answer)).map(Number))
      const goesOn = (): boolean => answers.some((answer) => Number(answer) > before + 10)
      while (!goesOn()) await answered(answers.length + 1)
      child.kill('SIGKILL')
      await once(child, 'close')
      const { opened, close } = await openLog(folder, keys)
      await close()
      expect(opened.recovered).toBe(null)
      expect(await verifyFolder(folder, keys)).toMatchObject({ ok: true })
    }))
}

/** A real limit of the kernel: writes that would make a file longer fail with EFBIG after the last byte that fits. */
async function limitFileSize(child: ChildProcess, bytes: string): Promise<void> {
  const prlimit = spawn('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}:unlimited`], { stdio: 'inherit' })
  const [code] = await once(prlimit, 'close')
  if (code !== 0) throw new Error(`prlimit ended with ${code}`)
}
