import { link, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { objectPath } from '../../../main/adapters/files/evidence-objects.ts'
import type { ArtifactDraft } from '../../../main/core/evidence/evidence-store.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { overwrite } from '../../support/overwrite.ts'
import { AT, draftOf } from '../../unit/evidence/evidence-draft.ts'
import { openEvidence } from './open-evidence.ts'

const ID = 'a1b2c3d4e5f6'
const TASK = { task_id: ID, correlation_id: ID }
const FACTS = { media_type: 'video/mp4', captured_at: AT, source: 'test', link: null }
const SHIP_IT = sha256('Ship it')

const objectsIn = async (folder: string): Promise<string[]> =>
  (await readdir(join(folder, '.objects'), { recursive: true })).filter((name) => /[0-9a-f]{64}$/.test(name)).sort()

const inodeOf = async (path: string): Promise<number> => (await stat(path)).ino

/** A package whose only artifact lies in a file outside. */
async function draftOfFile(root: string, package_id: string, text: string) {
  const file = join(root, `${package_id}.mp4`)
  await writeFile(file, text)
  const artifacts: ArtifactDraft[] = [{ path: 'video.mp4', file, ...FACTS }]
  return { file, draft: draftOf({ package_id, artifacts }) }
}

describe('the content of an artifact', () => {
  it('lies once under its sha256, however many packages and tasks have it, and each package is whole on its own', async () => {
    const { folder, store } = await openEvidence()
    for (const correlation_id of [ID, 'another', 'third']) await store.keep(draftOf({ correlation_id }))
    const hashes = [SHIP_IT, sha256('{"text":"Ship it"}')].map((hash) => join(hash.slice(0, 2), hash))
    expect(await objectsIn(folder)).toEqual(hashes.sort())
    const object = await stat(objectPath(folder, SHIP_IT))
    expect([object.nlink, object.mode & 0o777]).toEqual([4, 0o400])
    await rm(join(folder, '.objects'), { recursive: true })
    for (const correlation_id of [ID, 'another', 'third'])
      expect(await store.list(correlation_id)).toMatchObject([{ state: 'whole' }])
  })

  it('that two files of one package have lies there once as well', async () => {
    const { folder, store } = await openEvidence()
    const bytes = Buffer.from('twice')
    const artifacts = ['a.txt', 'b.txt'].map((path) => ({ path, bytes, ...FACTS }))
    await store.keep(draftOf({ artifacts }))
    const place = join(folder, ID, 'telegram-42')
    expect(await inodeOf(join(place, 'a.txt'))).toBe(await inodeOf(join(place, 'b.txt')))
  })

  it('is copied from the file of a tool, which may go on to change it', async () => {
    const { root, folder, store } = await openEvidence()
    const { file, draft } = await draftOfFile(root, 'call-1', 'frames')
    await store.keep(draft)
    await writeFile(file, 'other frames')
    const kept = join(folder, ID, 'call-1', 'video.mp4')
    expect(await readFile(kept, 'utf8')).toBe('frames')
    expect(await inodeOf(kept)).toBe(await inodeOf(objectPath(folder, sha256('frames'))))
    expect((await readdir(join(folder, ID, 'call-1'))).sort()).toEqual(['manifest.json', 'video.mp4'])
    expect(await store.list(ID)).toMatchObject([{ state: 'whole' }])
  })

  it('of a file that is kept already is not kept twice', async () => {
    const { root, folder, store } = await openEvidence()
    for (const package_id of ['call-1', 'call-2'])
      await store.keep((await draftOfFile(root, package_id, 'the same frames')).draft)
    expect((await stat(objectPath(folder, sha256('the same frames')))).nlink).toBe(3)
    expect(await store.list(ID)).toMatchObject([{ state: 'whole' }, { state: 'whole' }])
  })

  it('that was altered is not lent again: the next package has its own, and the altered ones show it', async () => {
    const { folder, store, logger } = await openEvidence()
    await store.keep(draftOf({}))
    await overwrite(objectPath(folder, SHIP_IT), 'Sink it')
    await store.keep(draftOf({ correlation_id: 'another' }))
    expect(await store.list(ID)).toMatchObject([{ state: 'altered' }])
    expect(await store.list('another')).toMatchObject([{ state: 'whole' }])
    expect(await readFile(objectPath(folder, SHIP_IT), 'utf8')).toBe('Ship it')
    expect(logger.lines.map(({ message }) => message)).toContain(
      'an object of evidence was altered; the same content was kept anew',
    )
  })
})

describe('evidence of before', () => {
  it('has no objects: it is read, found and kept again as it is, and gets them then', async () => {
    const { folder, store, reopen } = await openEvidence()
    const ref = await store.keep(draftOf({}))
    await rm(join(folder, '.objects'), { recursive: true })
    const later = reopen()
    expect(await later.list(ID)).toMatchObject([{ state: 'whole' }])
    expect(await later.find(TASK, SHIP_IT)).toMatchObject({ package_id: 'telegram-42' })
    expect(await later.keep(draftOf({}))).toEqual(ref)
    expect(await inodeOf(objectPath(folder, SHIP_IT))).toBe(
      await inodeOf(join(folder, ID, 'telegram-42', 'request.txt')),
    )
  })
})

describe('finding an artifact by its sha256', () => {
  it('gives the oldest file that holds it, hashed on this very lookup', async () => {
    const { folder, store } = await openEvidence()
    await store.keep(draftOf({ package_id: 'a-later', created_at: '2026-02-01T00:00:00.000Z' }))
    await store.keep(draftOf({ package_id: 'b-first' }))
    const file = join(folder, ID, 'b-first', 'request.txt')
    expect(await store.find(TASK, SHIP_IT)).toMatchObject({
      package_id: 'b-first',
      file,
      artifact: { path: 'request.txt' },
    })
    await rm(file)
    expect(await store.find(TASK, SHIP_IT)).toMatchObject({ package_id: 'a-later' })
    await overwrite(join(folder, ID, 'a-later', 'request.txt'), 'Sink it')
    await expect(store.find(TASK, SHIP_IT)).rejects.toMatchObject({ code: 'evidence_altered' })
  })

  it('does not read the other files of the correlation, however broken they are', async () => {
    const { folder, store } = await openEvidence()
    await store.keep(draftOf({}))
    await rm(join(folder, ID, 'telegram-42', 'message.json'))
    expect(await store.find(TASK, SHIP_IT)).toMatchObject({ package_id: 'telegram-42' })
  })

  it('does not believe a manifest that nobody signed', async () => {
    const { folder, store } = await openEvidence()
    await store.keep(draftOf({}))
    const manifest = join(folder, ID, 'telegram-42', 'manifest.json')
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('text/plain', 'text/xhtml'))
    await expect(store.find(TASK, SHIP_IT)).rejects.toMatchObject({ code: 'evidence_altered' })
  })

  it('does not hand a task the file of another task that has the same correlation id', async () => {
    const { store } = await openEvidence()
    await store.keep(draftOf({ task_id: 'b1b2c3d4e5f6' }))
    expect(await store.find(TASK, SHIP_IT)).toBeNull()
    expect(await store.find({ ...TASK, task_id: 'b1b2c3d4e5f6' }, SHIP_IT)).toMatchObject({ package_id: 'telegram-42' })
  })

  it('knows nothing of other correlations, nor of an object that no package names', async () => {
    const { folder, store } = await openEvidence()
    await store.keep(draftOf({ correlation_id: 'another' }))
    expect(await store.find(TASK, SHIP_IT)).toBeNull()
    const planted = sha256('planted')
    await mkdir(join(folder, '.objects', planted.slice(0, 2)), { recursive: true })
    await link(join(folder, 'another', 'telegram-42', 'request.txt'), objectPath(folder, planted))
    expect(await store.find({ ...TASK, correlation_id: 'another' }, planted)).toBeNull()
  })
})

describe('a file that is given out', () => {
  const LARGE = 'x'.repeat(600 * 1024)

  async function kept() {
    const { root, folder, store } = await openEvidence()
    const { file, draft } = await draftOfFile(root, 'first', LARGE)
    await store.keep(draft)
    const { pieces } = await store.read(ID, 'first', 'video.mp4')
    return { root, folder, store, file, pieces }
  }

  /** What comes when something happens to the file after its first piece. */
  async function given(
    pieces: (from: number, to: number) => AsyncIterable<Uint8Array>,
    meanwhile: () => Promise<unknown>,
  ) {
    const texts: string[] = []
    for await (const piece of pieces(0, LARGE.length)) {
      texts.push(Buffer.from(piece).toString())
      if (texts.length === 1) await meanwhile()
    }
    return texts.join('')
  }

  it('comes whole although another package with the same content is kept meanwhile', async () => {
    const { root, store, pieces } = await kept()
    const { draft } = await draftOfFile(root, 'second', LARGE)
    expect(await given(pieces, () => store.keep(draft))).toBe(LARGE)
  })

  it('breaks off when other bytes are written into it, with its mtime put back', async () => {
    const { folder, pieces } = await kept()
    const path = join(folder, ID, 'first', 'video.mp4')
    const { atime, mtime } = await stat(path)
    const altered = async (): Promise<void> => {
      await overwrite(path, 'y'.repeat(LARGE.length))
      await utimes(path, atime, mtime)
    }
    await expect(given(pieces, altered)).rejects.toThrow(/changed while it was read/)
  })
})
