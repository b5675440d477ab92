import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EvidencePackage } from '../../../contract/evidence.ts'
import { openEvidenceFiles } from '../../../main/adapters/files/evidence-files.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { bytesOfKept } from '../../support/kept-bytes.ts'
import { overwrite } from '../../support/overwrite.ts'
import { AT, draftOf } from '../../unit/evidence/evidence-draft.ts'
import { correlationsIn, openEvidence } from './open-evidence.ts'

const ID = 'a1b2c3d4e5f6'
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777

describe('a package that is kept', () => {
  it('lies under its correlation id, its files as they came and its manifest beside them, for nobody else to read', async () => {
    const { folder, store } = await openEvidence()
    const ref = await store.keep(draftOf({}))
    const place = join(folder, ID, 'telegram-42')
    expect((await readdir(place)).sort()).toEqual(['manifest.json', 'message.json', 'request.txt'])
    expect(await readFile(join(place, 'request.txt'), 'utf8')).toBe('Ship it')
    expect(ref.manifest_sha256).toBe(sha256(await readFile(join(place, 'manifest.json'))))
    for (const path of [folder, join(folder, ID), place]) expect([path, await modeOf(path)]).toEqual([path, 0o700])
    expect(await modeOf(join(place, 'manifest.json'))).toBe(0o600)
    for (const name of ['message.json', 'request.txt'])
      expect([name, await modeOf(join(place, name))]).toEqual([name, 0o400])
    expect(await correlationsIn(folder)).toEqual([ID])
  })

  it('is whole when it is read, in the shape of the contract', async () => {
    const { store } = await openEvidence()
    const ref = await store.keep(draftOf({}))
    const [found, ...more] = await store.list(ID)
    expect(more).toEqual([])
    expect(EvidencePackage.parse(found)).toMatchObject({
      ...{ package_id: 'telegram-42', task_id: ID, correlation_id: ID, created_at: AT, key_id: 'key-1' },
      ...{ state: 'whole', problems: [], manifest_sha256: ref.manifest_sha256 },
    })
    expect(found?.artifacts.map(({ path }) => path)).toEqual(['request.txt', 'message.json'])
  })

  it('gives each of its files out with what was recorded of it', async () => {
    const { store } = await openEvidence()
    await store.keep(draftOf({}))
    const kept = await store.read(ID, 'telegram-42', 'request.txt')
    const { artifact, task_id } = kept
    expect((await bytesOfKept(kept)).toString()).toBe('Ship it')
    expect([artifact.sha256, artifact.media_type, task_id]).toEqual([sha256('Ship it'), 'text/plain', ID])
  })

  it('may hold empty and large files', async () => {
    const { store } = await openEvidence()
    const large = Buffer.alloc(3_000_001, 'countersign')
    const [one] = draftOf({}).artifacts
    const files = { empty: Buffer.alloc(0), large }
    await store.keep(
      draftOf({
        artifacts: Object.entries(files).map(([path, bytes]) => ({ ...(one as object), path, bytes })) as never,
      }),
    )
    expect(await store.list(ID)).toMatchObject([{ state: 'whole' }])
    expect((await bytesOfKept(await store.read(ID, 'telegram-42', 'empty'))).length).toBe(0)
    expect(sha256(await bytesOfKept(await store.read(ID, 'telegram-42', 'large')))).toBe(sha256(large))
  })

  it('is listed with the others of its correlation id, oldest first', async () => {
    const { store } = await openEvidence()
    await store.keep(draftOf({ package_id: 'a-later', created_at: '2026-02-01T00:00:00.000Z' }))
    await store.keep(draftOf({ package_id: 'b-first' }))
    await store.keep(draftOf({ correlation_id: 'another' }))
    expect((await store.list(ID)).map((p) => p.package_id)).toEqual(['b-first', 'a-later'])
    expect(await store.list('nothing-here')).toEqual([])
  })
})

describe('keeping the same again', () => {
  it('writes nothing and gives the same reference, also after a restart', async () => {
    const { folder, store, reopen } = await openEvidence()
    const first = await store.keep(draftOf({}))
    const before = await stat(join(folder, ID, 'telegram-42', 'manifest.json'))
    expect(await store.keep(draftOf({}))).toEqual(first)
    expect(await reopen().keep(draftOf({}))).toEqual(first)
    const after = await stat(join(folder, ID, 'telegram-42', 'manifest.json'))
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs])
  })

  it('at the same time makes one package', async () => {
    const { folder, store } = await openEvidence()
    const refs = await Promise.all(Array.from({ length: 5 }, () => store.keep(draftOf({}))))
    expect(new Set(refs.map((ref) => ref.manifest_sha256)).size).toBe(1)
    expect(await correlationsIn(folder)).toEqual([ID])
    expect(await store.list(ID)).toMatchObject([{ state: 'whole' }])
  })

  it('with other content is refused, and what was kept stays', async () => {
    const { store } = await openEvidence()
    const first = await store.keep(draftOf({}))
    const other = draftOf({ artifacts: draftOf({}).artifacts.slice(0, 1) })
    await expect(store.keep(other)).rejects.toMatchObject({
      code: 'storage_failed',
      message: 'audit/evidence/a1b2c3d4e5f6/telegram-42 exists and holds other content; nothing was overwritten.',
    })
    expect(await store.keep(draftOf({}))).toEqual(first)
  })

  it('does not mend a package that somebody changed: that must be seen', async () => {
    const { folder, store } = await openEvidence()
    await store.keep(draftOf({}))
    await overwrite(join(folder, ID, 'telegram-42', 'request.txt'), 'Sink it')
    await expect(store.keep(draftOf({}))).rejects.toMatchObject({
      code: 'storage_failed',
      message: expect.stringContaining('request.txt does not have the sha256 that was recorded'),
    })
    expect(await readFile(join(folder, ID, 'telegram-42', 'request.txt'), 'utf8')).toBe('Sink it')
  })
})

describe('ids', () => {
  it('with colons, dots and capitals have a folder of their own on every disk, and are found again', async () => {
    const { folder, store } = await openEvidence()
    const ids = ['Task:1', 'task:1', 'task.1', 'task.1.', 'con', 'A'.repeat(128), 'A'.repeat(127)]
    for (const correlation_id of ids) await store.keep(draftOf({ correlation_id }))
    for (const correlation_id of ids)
      expect(await store.list(correlation_id)).toMatchObject([{ correlation_id, state: 'whole' }])
    const names = (await correlationsIn(folder)).map((name) => name.toLowerCase())
    expect(new Set(names).size).toBe(ids.length)
  })

  it('that are paths lead nowhere', async () => {
    const { root, folder, store } = await openEvidence()
    await store.keep(draftOf({}))
    await mkdir(join(root, 'audit', 'outside'))
    await writeFile(join(root, 'audit', 'outside', 'secret.txt'), 'secret')
    const nasty = ['..', '../outside', '.', '', '/', `${ID}/telegram-42`, '..\\outside', '%2e%2e', 'a\0b', '.tmp-1']
    for (const id of nasty) {
      expect(await store.list(id)).toEqual([])
      for (const [correlation, name, file] of [
        [id, 'telegram-42', 'request.txt'],
        [ID, id, 'secret.txt'],
        [ID, 'telegram-42', id],
        [ID, 'telegram-42', `../${id}`],
      ] as const)
        await expect(store.read(correlation, name, file)).rejects.toMatchObject({ code: 'evidence_not_found' })
      await expect(store.keep(draftOf({ package_id: id }))).rejects.toMatchObject({ code: 'internal' })
      await expect(store.keep(draftOf({ correlation_id: id }))).rejects.toMatchObject({ code: 'internal' })
    }
    expect((await readdir(root, { recursive: true })).filter((path) => path.includes('request')).length).toBe(1)
    expect(await correlationsIn(folder)).toEqual([ID])
  })

  it('of nothing that is there are answered so', async () => {
    const { store } = await openEvidence()
    await store.keep(draftOf({}))
    for (const [correlation, name, file] of [
      ['nobody', 'telegram-42', 'request.txt'],
      [ID, 'telegram-43', 'request.txt'],
      [ID, 'telegram-42', 'other.txt'],
      [ID, 'telegram-42', 'manifest.json'],
    ] as const)
      await expect(store.read(correlation, name, file)).rejects.toMatchObject({ code: 'evidence_not_found' })
  })
})

describe('a disk that does not do what it should', () => {
  it('is told by its code, and leaves nothing half-done', async () => {
    const { folder, store } = await openEvidence()
    // A file in the place of the folder fails for every user, root as well.
    await writeFile(join(folder, ID), '')
    await expect(store.keep(draftOf({}))).rejects.toMatchObject({
      code: 'storage_failed',
      message: 'audit/evidence/a1b2c3d4e5f6/telegram-42 could not be written (EEXIST).',
    })
    expect(await correlationsIn(folder)).toEqual([ID])
    await rm(join(folder, ID))
    await store.keep(draftOf({}))
    expect(await store.list(ID)).toMatchObject([{ state: 'whole' }])
  })

  it('does not lead a package elsewhere by a link in the place of its folder', async () => {
    const { root, folder, store } = await openEvidence()
    const elsewhere = join(root, 'elsewhere')
    await mkdir(elsewhere)
    await symlink(elsewhere, join(folder, ID))
    await expect(store.keep(draftOf({}))).rejects.toMatchObject({ code: 'storage_failed' })
    expect(await readdir(elsewhere)).toEqual([])
    expect(await store.list(ID)).toEqual([])
  })
})

describe('opening', () => {
  it('removes what a crash left half-written, and nothing else', async () => {
    const { folder, store, reopen } = await openEvidence()
    await store.keep(draftOf({}))
    await mkdir(join(folder, '.tmp-99.abc'))
    await writeFile(join(folder, '.tmp-99.abc', 'request.txt'), 'half')
    reopen()
    expect(await correlationsIn(folder)).toEqual([ID])
    expect(await store.list(ID)).toMatchObject([{ state: 'whole' }])
  })

  it('does not go through a link to remove leftovers', async () => {
    const { root, folder, reopen } = await openEvidence()
    await mkdir(join(root, 'elsewhere'))
    await writeFile(join(root, 'elsewhere', 'kept.txt'), 'kept')
    await symlink(join(root, 'elsewhere'), join(folder, '.tmp-link'))
    reopen()
    expect(await readdir(join(root, 'elsewhere'))).toEqual(['kept.txt'])
    expect(await readdir(folder)).toEqual([])
  })

  it('closes the folder to others when it was open to them', async () => {
    const { folder, keys, logger } = await openEvidence()
    await chmod(folder, 0o755)
    openEvidenceFiles({ folder, keys, logger, grown: () => undefined })
    expect(await modeOf(folder)).toBe(0o700)
  })
})
