import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { isAlive, nameProcess, takeLock } from '../../../scripts/setup/lock.mjs'

let file: string
let told: string[]
const say = (line: string) => void told.push(line)
beforeEach(async () => {
  told = []
  file = join(await mkdtemp(join(tmpdir(), 'lock-')), '.setup.lock')
})

/** The name of a process that has ended. */
async function deadProcess(): Promise<string> {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1e6)'])
  const name = nameProcess(child.pid ?? 0)
  expect(isAlive(name)).toBe(true)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
  return name
}

/** A set-up that has looked at the lock and found it held by `holder` ('' for one not yet named). */
async function expectWaiting(waiting: Promise<unknown>, holder: string): Promise<void> {
  let taken = false
  void waiting.then(() => {
    taken = true
  })
  const line = `waiting for another set-up${holder === '' ? '' : ` (process ${holder})`}: 0 s`
  await vi.waitUntil(() => taken || told.includes(line), { timeout: 20_000, interval: 10 })
  expect(taken).toBe(false)
}

describe('the lock of the set-up', () => {
  it('is there while it is held and gone when it is released', async () => {
    const lock = await takeLock(file, say)
    expect(readFileSync(file, 'utf8')).toBe(nameProcess(process.pid))
    lock.release()
    expect(existsSync(file)).toBe(false)
  })

  it('makes a second set-up wait until the first is done', async () => {
    const first = await takeLock(file, say)
    const second = takeLock(file, say)
    await expectWaiting(second, String(process.pid))
    first.release()
    ;(await second).release()
  })

  it('is taken over from a process that died', async () => {
    await writeFile(file, await deadProcess())
    const lock = await takeLock(file, say)
    expect(readFileSync(file, 'utf8')).toBe(nameProcess(process.pid))
    lock.release()
  })

  it('is not taken over while a program that the dead set-up had started still runs', async () => {
    const orphan = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1e6)'])
    await writeFile(file, `${await deadProcess()}\n${nameProcess(orphan.pid ?? 0)}`)
    const waiting = takeLock(file, say)
    await expectWaiting(waiting, String(orphan.pid))
    orphan.kill('SIGKILL')
    ;(await waiting).release()
  })

  it('names the program that is running under it', async () => {
    const lock = await takeLock(file, say)
    lock.addProcess(process.ppid)
    expect(readFileSync(file, 'utf8').split('\n')).toEqual([nameProcess(process.pid), nameProcess(process.ppid)])
    lock.release()
  })

  it('is not held by another process that got the same number later', async () => {
    // Without /proc a process has no birth to tell it by.
    const [pid, birth] = nameProcess(process.pid).split(':')
    if (birth !== '') expect(isAlive(`${pid}:1`)).toBe(false)
    expect(isAlive(`${pid}:${birth}`)).toBe(true)
  })

  it('left empty by a process that died in the act is taken over, a fresh one is left to its writer', async () => {
    await writeFile(file, '')
    const waiting = takeLock(file, say)
    await expectWaiting(waiting, '')
    const long = new Date(Date.now() - 60_000)
    await utimes(file, long, long)
    ;(await waiting).release()
  })

  it('goes to one at a time, however many find it dead at once', async () => {
    await writeFile(file, await deadProcess())
    let holders = 0
    let most = 0
    const setUp = async () => {
      const lock = await takeLock(file, say)
      holders += 1
      most = Math.max(most, holders)
      await new Promise((resolve) => setImmediate(resolve))
      holders -= 1
      lock.release()
    }
    await Promise.all(Array.from({ length: 8 }, setUp))
    expect(most).toBe(1)
    expect(existsSync(file)).toBe(false)
  })
})
