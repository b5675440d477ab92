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
    lock.release()
    expect(findInstance(folder)).toBeNull()
  })
})
