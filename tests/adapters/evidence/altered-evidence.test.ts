import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { EvidencePackage } from '../../../contract/evidence.ts'
import { openEvidenceFiles } from '../../../main/adapters/files/evidence-files.ts'
import { bytesOfKept } from '../../support/kept-bytes.ts'
import { overwrite } from '../../support/overwrite.ts'
import { draftOf, evidenceKeys } from '../../unit/evidence/evidence-draft.ts'
import { openEvidence } from './open-evidence.ts'

const ID = 'a1b2c3d4e5f6'
const PLAIN = 'does not have the sha256 that was recorded'

type Case = readonly [what: string, change: (place: string) => Promise<unknown>, problems: readonly string[]]

/** What somebody did to the file `request.txt`: it is not given out any more. */
const FILE_CASES: readonly Case[] = [
  ['other bytes of the same length', (p) => overwrite(join(p, 'request.txt'), 'Sink it'), [`request.txt ${PLAIN}`]],
  ['more bytes', (p) => overwrite(join(p, 'request.txt'), 'Ship it!'), ['request.txt has 8 bytes instead of 7']],
  ['fewer bytes', (p) => overwrite(join(p, 'request.txt'), 'Ship i'), ['request.txt has 6 bytes instead of 7']],
  ['no file', (p) => rm(join(p, 'request.txt')), ['request.txt is missing']],
  [
    'a link to the same bytes',
    async (p) => {
      await rename(join(p, 'request.txt'), join(p, '../../copy.txt'))
      await symlink('../../copy.txt', join(p, 'request.txt'))
    },
    ['request.txt is not a plain file'],
  ],
  [
    'a folder',
    async (p) => {
      await rm(join(p, 'request.txt'))
      await mkdir(join(p, 'request.txt'))
    },
    ['request.txt is not a plain file'],
  ],
  [
    'a pipe that nobody writes to',
    async (p) => {
      await rm(join(p, 'request.txt'))
      await promisify(execFile)('mkfifo', [join(p, 'request.txt')])
    },
    ['request.txt is not a plain file'],
  ],
]

/** What somebody did to the package: nothing of it can be believed. */
const MANIFEST_CASES: readonly Case[] = [
  ['no manifest', (p) => rm(join(p, 'manifest.json')), ['manifest.json is missing', '"request.txt', '"message.json']],
  [
    'a manifest for the changed file, without the key',
    async (p) => {
      const text = await readFile(join(p, 'manifest.json'), 'utf8')
      await writeFile(join(p, 'manifest.json'), text.replace('text/plain', 'text/xhtml'))
    },
    ['the signature of manifest.json does not fit its content'],
  ],
  [
    'a manifest of endless size',
    (p) => truncate(join(p, 'manifest.json'), 50_000_000),
    ['manifest.json is too large', '"request.txt', '"message.json'],
  ],
  [
    'the package of another request in its place',
    async (p) => {
      await rm(p, { recursive: true })
      await cp(join(p, '../../other/telegram-42'), p, { recursive: true })
    },
    ['manifest.json belongs to another package'],
  ],
  [
    'a link to the package of another request',
    async (p) => {
      await rm(p, { recursive: true })
      await symlink('../other/telegram-42', p)
    },
    ['the package is not a folder'],
  ],
  [
    'an empty folder',
    async (p) => {
      await rm(p, { recursive: true })
      await mkdir(p)
    },
    ['manifest.json is missing'],
  ],
]

async function altered(change: Case[1]) {
  const { folder, store } = await openEvidence()
  await store.keep(draftOf({}))
  await store.keep(draftOf({ correlation_id: 'other' }))
  await change(join(folder, ID, 'telegram-42'))
  const packages = await store.list(ID)
  return { store, found: EvidencePackage.parse(packages[0]), count: packages.length }
}

/** `"name` stands for the words about a file that the manifest does not explain. */
const words = (problems: readonly string[]): string[] =>
  problems.map((p) => (p.startsWith('"') ? `${p.slice(1)} is not in the manifest` : p)).sort()

describe('a file that is not what was recorded', () => {
  it.each(FILE_CASES)('is told, and not given out: %s', async (_, change, problems) => {
    const { store, found, count } = await altered(change)
    expect([count, found.state, found.problems]).toEqual([1, 'altered', problems])
    await expect(store.read(ID, 'telegram-42', 'request.txt')).rejects.toMatchObject({ code: 'evidence_altered' })
    const other = await store.read(ID, 'telegram-42', 'message.json')
    expect((await bytesOfKept(other)).toString()).toBe('{"text":"Ship it"}')
  })
})

describe('a package that is not what was recorded', () => {
  it.each(MANIFEST_CASES)('is told, and nothing of it is given out: %s', async (_, change, problems) => {
    const { store, found, count } = await altered(change)
    expect([count, found.state, [...found.problems].sort()]).toEqual([1, 'altered', words(problems)])
    await expect(store.read(ID, 'telegram-42', 'request.txt')).rejects.toMatchObject({ code: 'evidence_altered' })
  })

  it('is told when something was added, by a name that does nothing to the screen; its own files are still good', async () => {
    const { store, found } = await altered((p) => writeFile(join(p, 'more\u001b[2J\n.exe'), ''))
    expect(found).toMatchObject({ state: 'altered', problems: ['more?[2J?.exe is not in the manifest'] })
    expect((await bytesOfKept(await store.read(ID, 'telegram-42', 'request.txt'))).length).toBe(7)
  })

  it('is told when it is a file, or a link, instead of a folder', async () => {
    const { folder, store } = await openEvidence()
    await store.keep(draftOf({}))
    await writeFile(join(folder, ID, 'telegram-43'), 'no folder')
    expect(await store.list(ID)).toMatchObject([
      { package_id: 'telegram-42', state: 'whole' },
      { package_id: 'telegram-43', state: 'altered', problems: ['the package is not a folder'], artifacts: [] },
    ])
  })

  it('is told when it was signed with another key, as is all that was signed before a key was replaced', async () => {
    const { folder, store, logger } = await openEvidence()
    await store.keep(draftOf({}))
    const replaced = openEvidenceFiles({ folder, keys: evidenceKeys('key-2'), logger, grown: () => undefined })
    expect(await replaced.list(ID)).toMatchObject([
      { state: 'altered', problems: ['manifest.json was signed with another key'], key_id: 'key-1' },
    ])
    await expect(replaced.read(ID, 'telegram-42', 'request.txt')).rejects.toMatchObject({ code: 'evidence_altered' })
  })

  it('says nothing that its manifest does not: without one, no task and no time but that of the folder', async () => {
    const { found } = await altered((p) => rm(join(p, 'manifest.json')))
    expect(found).toMatchObject({ task_id: ID, artifacts: [], key_id: '' })
    expect(Number.isNaN(Date.parse(found.created_at))).toBe(false)
  })
})
