import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { rememberFolder } from '../../../main/adapters/files/folder-place.ts'
import { temporaryFolder } from '../../support/data-root.ts'

describe('the place of a folder', () => {
  it('tells the folder itself, another one, and none; another one is said once', async () => {
    const path = join(await temporaryFolder(), 'ssot')
    await mkdir(path)
    const place = rememberFolder(path)
    onTestFinished(place.close)
    expect(place.look()).toBe('same')
    await rename(path, `${path}.old`)
    expect(place.look()).toBe('missing')
    await rename(`${path}.old`, path)
    expect(place.look()).toBe('same')
    await rename(path, `${path}.old`)
    await mkdir(path)
    expect(place.look()).toBe('replaced')
    expect(place.look()).toBe('same')
  })
  it('is not deceived by a folder that is removed and made again', async () => {
    const path = join(await temporaryFolder(), 'ssot')
    await mkdir(path)
    const place = rememberFolder(path)
    onTestFinished(place.close)
    for (let turn = 0; turn < 20; turn += 1) {
      await rm(path, { recursive: true })
      await mkdir(path)
      expect(place.look()).toBe('replaced')
    }
  })
})
