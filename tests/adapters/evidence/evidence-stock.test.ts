import { copyFile, readdir, readFile, rm, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { objectPath } from '../../../main/adapters/files/evidence-objects.ts'
import { createEvidenceDisk } from '../../../main/adapters/files/evidence-stock.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { draftOf } from '../../unit/evidence/evidence-draft.ts'
import { openEvidence } from './open-evidence.ts'

const ID = 'a1b2c3d4e5f6'
const never = new AbortController().signal

describe('counting the evidence', () => {
  it('counts each content once, and agrees with what was told as it was written', async () => {
    const { folder, store, grown } = await openEvidence()
    for (const correlation_id of [ID, 'another']) await store.keep(draftOf({ correlation_id }))
    await store.keep(draftOf({}))
    const sizes = await Promise.all([ID, 'another'].map((id) => stat(join(folder, id, 'telegram-42', 'manifest.json'))))
    const bytes = 7 + 18 + sizes.reduce((sum, { size }) => sum + size, 0)
    const stock = await createEvidenceDisk(folder).takeStock(never)
    expect(stock).toEqual({ bytes, packages: 2, orphans: [] })
    expect(grown.reduce((sum, one) => sum + one, 0)).toBe(bytes)
  })

  it('finds contents whose package was removed by hand, and leaves them alone', async () => {
    const { folder, store } = await openEvidence()
    await store.keep(draftOf({}))
    await rm(join(folder, ID), { recursive: true })
    const { orphans, packages } = await createEvidenceDisk(folder).takeStock(never)
    const expected = [sha256('Ship it'), sha256('{"text":"Ship it"}')]
    expect([packages, orphans.map((one) => one.sha256).sort()]).toEqual([0, expected.sort()])
    expect(await readFile(objectPath(folder, sha256('Ship it')), 'utf8')).toBe('Ship it')
  })

  it('takes no content for left alone that a manifest names, on a disk without links', async () => {
    const { folder, store } = await openEvidence()
    await store.keep(draftOf({}))
    const object = objectPath(folder, sha256('Ship it'))
    await unlink(object)
    await copyFile(join(folder, ID, 'telegram-42', 'request.txt'), object)
    const { orphans, bytes } = await createEvidenceDisk(folder).takeStock(never)
    const manifest = await stat(join(folder, ID, 'telegram-42', 'manifest.json'))
    expect([orphans, bytes]).toEqual([[], 7 + 7 + 18 + manifest.size])
  })

  it('is broken off when the console stops', async () => {
    const { folder, store } = await openEvidence()
    await store.keep(draftOf({}))
    const stopped = AbortSignal.abort(new Error('stopping'))
    await expect(createEvidenceDisk(folder).takeStock(stopped)).rejects.toThrow('stopping')
    expect(await readdir(folder)).toContain(ID)
  })

  it('knows how much the disk has left', async () => {
    const { folder } = await openEvidence()
    expect(await createEvidenceDisk(folder).free()).toBeGreaterThan(0)
  })
})
