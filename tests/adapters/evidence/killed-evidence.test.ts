import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { objectPath } from '../../../main/adapters/files/evidence-objects.ts'
import { createEvidenceDisk } from '../../../main/adapters/files/evidence-stock.ts'
import { manifestOf, refOf } from '../../../main/core/evidence/manifest.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { bytesOf, draftOf, measured } from '../../unit/evidence/evidence-draft.ts'
import { draftOfFiles, writeDraftFiles } from './draft-of-files.ts'
import { openEvidence } from './open-evidence.ts'

const REPOSITORY = join(import.meta.dirname, '../../..')
const moduleAt = (path: string): string => JSON.stringify(pathToFileURL(join(REPOSITORY, path)).href)

/** Keeps one package and says so; dies in front of its n-th step on the disk. */
const KEEP_ONE = `
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { openEvidenceFiles } from ${moduleAt('main/adapters/files/evidence-files.ts')}
import { draftOf } from ${moduleAt('tests/unit/evidence/evidence-draft.ts')}
import { draftOfFiles } from ${moduleAt('tests/adapters/evidence/draft-of-files.ts')}
const [folder, pem, files] = process.argv.slice(1)
const privateKey = createPrivateKey(pem)
const keys = { privateKey, publicKey: createPublicKey(privateKey), keyId: 'key-1' }
const logger = { info() {}, warn() {}, error() {} }
const store = openEvidenceFiles({ folder, keys, logger, grown: () => undefined })
process.emit('SIGUSR2')
await store.keep(files === '' ? draftOf({}) : draftOfFiles(files))
process.stdout.write('kept')
`

async function keepInChild(folder: string, pem: string, files: string, step: number): Promise<boolean> {
  const preload = join(REPOSITORY, 'tests/support/kill-at-step.ts')
  const argv = ['--import', preload, '--input-type=module', '-e', KEEP_ONE, folder, pem, files]
  const child = spawn(process.execPath, argv, {
    env: { ...process.env, KILL_AT_STEP: String(step) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let complained = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complained += text
  })
  const [code, signal] = await once(child, 'close')
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`the child left with ${code}:\n${complained}`)
  return said === 'kept'
}

it.each(['bytes', 'files'])(
  'a process that is killed at any step of keeping %s leaves the whole package or nothing, and the next one goes on',
  async (what) => {
    const seen = new Set<string>()
    let kept = false
    let step = 0
    while (!kept) {
      step += 1
      expect(step).toBeLessThan(100)
      const { root, folder, keys, reopen } = await openEvidence()
      const expected = refOf(manifestOf(measured(draftOf({})), keys))
      const pem = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
      if (what === 'files') await writeDraftFiles(root)
      kept = await keepInChild(folder, pem, what === 'files' ? root : '', step)
      const store = reopen()
      const left = (await readdir(folder)).filter((name) => name.startsWith('.tmp-'))
      const found = await store.list('a1b2c3d4e5f6')
      expect([step, left]).toEqual([step, []])
      expect([step, found.filter((p) => p.state !== 'whole')]).toEqual([step, []])
      // No content lies there that no package has, and none that is not what its name says.
      const { orphans } = await createEvidenceDisk(folder).takeStock(new AbortController().signal)
      expect([step, orphans]).toEqual([step, []])
      seen.add(found.length === 0 ? 'nothing' : 'whole')
      expect(await store.keep(what === 'files' ? draftOfFiles(root) : draftOf({}))).toEqual(expected)
      expect(await store.list('a1b2c3d4e5f6')).toMatchObject([{ state: 'whole' }])
      for (const { bytes } of draftOf({}).artifacts.map((one) => ({ bytes: bytesOf(one) })))
        expect((await readFile(objectPath(folder, sha256(bytes)))).equals(bytes)).toBe(true)
    }
    // Two files, a manifest, their folder, the folder above, the rename: each of these was died in front of.
    expect(step).toBeGreaterThan(8)
    expect([...seen].sort()).toEqual(['nothing', 'whole'])
  },
)
