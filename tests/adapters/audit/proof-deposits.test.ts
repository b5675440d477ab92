import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { SignedHead } from '../../../contract/audit-event.ts'
import { createFolderAnchor } from '../../../main/adapters/anchor/folder-anchor.ts'
import { readHead } from '../../../main/adapters/files/signed-head.ts'
import { verifyProof } from '../../../main/adapters/files/verify-proof.mjs'
import { SYSTEM } from '../../../main/core/kernel/call.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { fingerprintedKeys, openProofWorld } from '../../support/proof-world.ts'

const run = promisify(execFile)
const CALL = { actor: SYSTEM, correlation_id: 'asked' }

/** The lines of the one file in the folder of an anchor. */
async function depositsIn(place: string): Promise<string[]> {
  const [name = ''] = await readdir(place)
  return (await readFile(join(place, name), 'utf8')).split('\n').slice(0, -1)
}

/** A proof under three deposits at each of two places, one of them of a head alone; `later`: a deposit that was made after it. */
async function deposited(keys = fingerprintedKeys()) {
  const places = [await temporaryFolder(), await temporaryFolder()]
  const anchors = places.map((place) => createFolderAnchor(place, keys.keyId))
  const world = await openProofWorld(join(await temporaryFolder(), 'audit'), null, keys, anchors)
  const task = {
    type: 'task_created' as const,
    correlation_id: 'c-notes',
    task_id: 'notes',
    data: { nonce: keys.keyId + places[0] },
  }
  await world.record(task)
  await world.record(task)
  await world.anchor()
  const seq = await world.record(task)
  const signed = async () => {
    const head = await readHead(world.folder, keys.publicKey, keys.keyId)
    return head.state === 'trusted' ? head.head : null
  }
  await expect.poll(async () => (await signed())?.seq ?? 0).toBeGreaterThanOrEqual(seq)
  const head = (await signed()) as SignedHead
  await world.anchoring.deposit({ head, tree: null }, SYSTEM, 20_000)
  await world.record(task)
  await world.anchor()
  await world.record(task)
  const made = await world.proofs.export(CALL, { kind: 'correlation', id: 'c-notes' }, 'c-notes')
  await world.anchor()
  const [later = ''] = (await depositsIn(places[0] ?? '')).slice(3)
  for (const place of places) {
    const file = join(place, `countersign-${keys.keyId}.jsonl`)
    await writeFile(file, `${(await depositsIn(place)).slice(0, 3).join('\n')}\n`)
  }
  await world.close()
  return { proof: made.folder, places, later, headAlone: head.seq }
}

describe('the deposits that a proof is held against', () => {
  test('are all compared, of every file and folder that is given, and named', async () => {
    const { proof, places, headAlone } = await deposited()
    const given = places.flatMap((place) => ['--anchor', place])
    const { stdout } = await run(process.execPath, [join(proof, 'verify.mjs'), ...given], { env: { PATH: '' } })
    expect(stdout).toContain('OK: everything in this folder holds.')
    for (const place of places)
      expect(stdout).toMatch(new RegExp(`3 deposits of ${place}.* fit the log, of the lines 2, ${headAlone}, `))
  })

  test('give away a log that was written anew, although another head was deposited after the old ones', async () => {
    const keys = fingerprintedKeys()
    const old = await deposited(keys)
    const anew = await deposited(keys)
    const file = join(anew.places[0] ?? '', `countersign-${keys.keyId}.jsonl`)
    const before = await depositsIn(old.places[0] ?? '')
    const after = await depositsIn(anew.places[0] ?? '')
    for (const [at, one] of before.entries()) {
      await writeFile(file, `${[one, ...after].join('\n')}\n`)
      const ended = await run(process.execPath, [join(anew.proof, 'verify.mjs'), '--anchor', file]).catch(
        (error) => error,
      )
      expect([at, ended.code]).toEqual([at, 1])
      expect(ended.stdout).toContain(`deposit 1 of ${file} is of line`)
      expect(ended.stdout).toContain(`3 deposits of ${file} fit the log`)
    }
  })

  test('that are later than the proof are said to be left out, and those of another key, or none at all, to be no deposits', async () => {
    const { proof, places, later } = await deposited()
    const text = `${(await depositsIn(places[0] ?? '')).join('\n')}\n`
    const verdict = verifyProof(proof, null, [{ name: 'file', text: `${text}${later}\n` }])
    expect(verdict).toMatchObject({ ok: true, problems: [] })
    expect(verdict.open).toContainEqual(
      expect.stringMatching(/^Deposit 4 of file is of line \d+ of .*, later than this proof/),
    )
    const foreign = (await deposited()).later
    expect(verifyProof(proof, null, [{ name: 'file', text: `${text}${foreign}\n` }]).problems).toEqual([
      'deposit 4 of file cannot be believed: the key of this proof did not sign it',
    ])
    for (const nonsense of ['null', '{}', '[]', '{"head":null}', 'x', '{"head":{},"tree":1}'])
      expect(verifyProof(proof, null, [{ name: 'file', text: `${text}${nonsense}\n` }]).problems).toHaveLength(1)
  })
})
