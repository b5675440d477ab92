import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { processesNaming, processIdentity } from '../../../main/adapters/programs/process-identity.ts'
import { askProgram, type ProgramCall, runProgram } from '../../../main/adapters/programs/run-program.ts'
import { endRecorder, notedRecorder, noteRecorder } from '../../../main/adapters/screen/recorder-process.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const never = new AbortController().signal
const env = { PATH: process.env['PATH'] }
const node = (script: string, given: Partial<ProgramCall> = {}): ProgramCall => ({
  ...{ program: process.execPath, args: ['-e', script], env, deadline_ms: 60_000, ask: 'SIGINT', patience_ms: 60_000 },
  ...{ onStarted: () => undefined, onOutput: () => undefined, ...given },
})
const lives = (pid: number): boolean => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}
const FOREVER = 'setInterval(() => undefined, 1000);'

it('answers with what a program writes, and tells in its own words how it failed', async () => {
  expect(await askProgram(node('console.log("yes")'), never)).toBe('yes\n')
  await expect(askProgram(node('console.error("broken\\u001b[2J"); process.exit(3)'), never)).rejects.toMatchObject({
    ...{ ended: 'failed', said: 'broken\u001b[2J\n', message: 'failed: broken [2J' },
  })
  await expect(askProgram(node('console.log("x".repeat(100))'), never, 50)).rejects.toMatchObject({ ended: 'failed' })
  await expect(askProgram({ program: '/nowhere/at/all', args: [], env }, never)).rejects.toMatchObject({
    ended: 'missing',
  })
})

it('gives a program nothing of our environment but what it is handed', async () => {
  expect(Object.keys(JSON.parse(await askProgram(node('console.log(JSON.stringify(process.env))'), never)))).toEqual([
    'PATH',
  ])
})

it('ends a program that takes too long, and one that does not heed that', async () => {
  const slow = runProgram(node(FOREVER, { deadline_ms: 300 }), never)
  await expect(slow).rejects.toMatchObject({ ended: 'too_late' })
  const deaf = runProgram(
    node(`process.on('SIGINT', () => undefined); ${FOREVER}`, { deadline_ms: 300, patience_ms: 300 }),
    never,
  )
  await expect(deaf).rejects.toMatchObject({ ended: 'too_late' })
})

it('lets a cancelled program close what it has open, and ends what it started with it', async () => {
  const folder = await temporaryFolder()
  const stop = new AbortController()
  const child = `const { spawn } = require('node:child_process'); const c = spawn(process.execPath, ['-e', ${JSON.stringify(FOREVER)}]);`
  const closing = `process.on('SIGINT', () => { require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'closed'))}, ''); process.exit(1) });`
  let said = ''
  const onOutput = (text: string): void => {
    said += text
  }
  const running = runProgram(node(`${child} ${closing} console.log(c.pid); ${FOREVER}`, { onOutput }), stop.signal)
  running.catch(() => undefined)
  await expect.poll(() => said).toMatch(/\d+\n/)
  expect(lives(Number(said))).toBe(true)
  stop.abort()
  await expect(running).rejects.toMatchObject({ ended: 'aborted' })
  expect(existsSync(join(folder, 'closed'))).toBe(true)
  await expect.poll(() => lives(Number(said))).toBe(false)
})

it('starts nothing for a call that is over already', async () => {
  const over = AbortSignal.abort()
  let started = false
  const onStarted = (): void => {
    started = true
  }
  await expect(runProgram(node('', { onStarted }), over)).rejects.toMatchObject({ ended: 'aborted' })
  expect(started).toBe(false)
})

it('a recorder that was noted can be ended later, and only that one', async () => {
  const folder = await temporaryFolder()
  expect(await notedRecorder(folder)).toBeNull()
  const stop = new AbortController()
  const started = Promise.withResolvers<number>()
  const running = runProgram(node(FOREVER, { onStarted: started.resolve }), stop.signal)
  running.catch(() => undefined)
  const pid = await started.promise
  await noteRecorder(folder, '2026-03-01T00:00:00.000Z', pid)
  const noted = await notedRecorder(folder)
  if (noted === null) throw new Error('it was noted')
  expect(noted).toMatchObject({ pid, started_at: '2026-03-01T00:00:00.000Z' })
  await endRecorder({ ...noted, identity: 'another boot/1' })
  await endRecorder({ ...noted, identity: null })
  expect(lives(pid)).toBe(true)
  expect(await processesNaming(FOREVER)).toContain(pid)
  await endRecorder(noted)
  expect(lives(pid)).toBe(false)
  await expect(running).rejects.toMatchObject({ ended: 'failed' })
  expect(await processIdentity(pid)).toBeNull()
})
