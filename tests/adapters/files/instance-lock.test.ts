import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findInstance, takeInstanceLock } from '../../../main/adapters/files/instance-lock.ts'
import { temporaryFolder } from '../../support/data-root.ts'

describe('the instance lock', () => {
  it('is had by one at a time; the other is told which process has it', async () => {
    const folder = await temporaryFolder()
    const lock = takeInstanceLock(folder)
    expect(() => takeInstanceLock(folder)).toThrow(
      expect.objectContaining({
        exitCode: 1,
        message: expect.stringContaining(`pid ${process.pid}`),
        remedy: expect.stringMatching(/kill/),
      }),
    )
    lock.release()
    takeInstanceLock(folder).release()
  })
  it('tells where its holder listens, and nothing when nobody holds it', async () => {
    const folder = await temporaryFolder()
    expect(findInstance(folder)).toBeNull()
    const lock = takeInstanceLock(folder)
    expect(findInstance(folder)).toEqual({ pid: process.pid, url: null })
    lock.announce('http://127.0.0.1:1')
    expect(findInstance(folder)).toEqual({ pid: process.pid, url: 'http://127.0.0.1:1' })
    expect(() => takeInstanceLock(folder)).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('at http://127.0.0.1:1') }),
    )
    lock.release()
    expect(findInstance(folder)).toBeNull()
  })
  it.each([
    ['garbage', (path: string) => writeFile(path, 'garbage'.repeat(200))],
    ['a folder', (path: string) => mkdir(path)],
  ])('that is %s is named, with what to do about it', async (_what, spoil) => {
    const folder = await temporaryFolder()
    await spoil(join(folder, 'instance.lock'))
    const refusal = expect.objectContaining({
      name: 'StartupError',
      exitCode: 1,
      message: expect.stringContaining(join(folder, 'instance.lock')),
      remedy: expect.stringMatching(/move/),
    })
    expect(() => takeInstanceLock(folder)).toThrow(refusal)
    expect(() => findInstance(folder)).toThrow(refusal)
  })
})
