import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verifyProof } from '../../../main/adapters/files/verify-proof.mjs'
import { SYSTEM } from '../../../main/core/kernel/call.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { overwrite } from '../../support/overwrite.ts'
import { openProofWorld, type ProofWorld } from '../../support/proof-world.ts'

const run = promisify(execFile)
const CALL = { actor: SYSTEM, correlation_id: 'asked' }

interface Shape {
  readonly before: number
  readonly between: number
  readonly after: number
  readonly files: readonly string[]
  readonly subject: string
  readonly anchored: boolean
}

/** What a proof can be about: lines among others, approvals, runs, evidence, a deposit half-way. */
const anyShape: fc.Arbitrary<Shape> = fc.record({
  before: fc.integer({ min: 0, max: 9 }),
  between: fc.integer({ min: 0, max: 9 }),
  after: fc.integer({ min: 1, max: 9 }),
  files: fc.array(fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }), { maxLength: 3 }),
  subject: fc.string({ maxLength: 40, unit: 'binary' }),
  anchored: fc.boolean(),
})

function approvalOf(subject: string, state: string) {
  const vote = { decision: 'approve', by: 'olga', door: 'console', at: '2026-01-31T09:30:00.000Z' }
  const facts = { approval_id: 'ap-0123456789abcdef', what: 'publish', tool: 'file.publish', task_id: 'notes' }
  const votes = state === 'pending' ? [] : [vote]
  return { ...facts, subject, subject_sha256: sha256(subject), state, votes, call_id: 'call-1' }
}

async function tell(world: ProofWorld, shape: Shape): Promise<void> {
  const about = { correlation_id: 'c-notes', task_id: 'notes' }
  const others = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await world.record({})
  }
  await others(shape.before)
  await world.record({ ...about, type: 'task_created' })
  const approval = (type: 'approval_requested' | 'approval_consumed', state: string) =>
    world.record({ ...about, type, data: { approval: approvalOf(shape.subject, state) } })
  await approval('approval_requested', 'pending')
  await others(shape.between)
  if (shape.anchored) await world.anchor()
  await approval('approval_consumed', 'consumed')
  const artifacts = shape.files.map((text, i) => ({
    ...{
      path: `file-${i}.txt`,
      bytes: Buffer.from(text),
      media_type: 'text/plain',
      captured_at: '2026-01-31T09:30:00.000Z',
    },
    ...{ source: 'test', link: null },
  }))
  const facts = {
    package_id: 'run-1',
    task_id: 'notes',
    correlation_id: 'c-notes',
    created_at: '2026-01-31T09:30:00.000Z',
  }
  const ref = await world.evidence.keep({ ...facts, artifacts })
  const call = {
    call_id: 'call-1',
    tool: 'file.publish',
    state: 'done',
    approval_id: 'ap-0123456789abcdef',
    task_id: 'notes',
  }
  const subject = { subject: shape.subject, subject_sha256: sha256(shape.subject) }
  await world.record({ ...about, type: 'tool_call_done', data: { run: { ...call, ...subject, evidence: [ref] } } })
  await others(shape.after)
}

/** A proof of that shape, in a folder of its own. */
async function proofOf(shape: Shape): Promise<{ folder: string; media: string; fingerprint: string }> {
  const media = await temporaryFolder()
  const world = await openProofWorld(join(await temporaryFolder(), 'audit'), media)
  await tell(world, shape)
  const made = await world.proofs.export(CALL, { kind: 'correlation', id: 'c-notes' }, 'c-notes')
  expect(made.anchored_seq === null).toBe(!shape.anchored)
  await world.close()
  const folder = join(await temporaryFolder(), 'elsewhere')
  await cp(made.folder, folder, { recursive: true })
  return { folder, media, fingerprint: made.key_fingerprint }
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

const EXAMPLE: Shape = {
  before: 3,
  between: 2,
  after: 4,
  files: ['one', 'two'],
  subject: '{"tool":"x"}',
  anchored: true,
}

describe('a proof folder', () => {
  test('holds, whatever it is about, and says what ran with which approval', async () => {
    await fc.assert(
      fc.asyncProperty(anyShape, async (shape) => {
        const { folder } = await proofOf(shape)
        const { ok, problems, said } = verifyProof(folder, null, null)
        expect({ ok, problems }).toEqual({ ok: true, problems: [] })
        const words = said.join('\n')
        expect(words).toContain('call-1 of file.publish: done, with exactly the bytes of approval ap-0123456789abcdef')
        expect(words).toContain(`Evidence run-1: ${shape.files.length} files`)
        expect(words.includes('are anchored')).toBe(shape.anchored)
      }),
      { numRuns: 8 },
    )
  })

  test('in which any byte of any file is flipped does not hold', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyShape,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 40, maxLength: 40 }),
        async (shape, flips) => {
          const { folder } = await proofOf(shape)
          for (const file of await filesOf(folder)) {
            const whole = await readFile(file)
            for (const [at, change] of whole.length === 0 ? [] : flips) {
              const bytes = Buffer.from(whole)
              bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ change
              await writeFile(file, bytes)
              const { ok, problems } = verifyProof(folder, null, null)
              expect({ ok, named: problems.length > 0 }, `${file} at ${at % bytes.length}`).toEqual({
                ok: false,
                named: true,
              })
            }
            await writeFile(file, whole)
          }
          expect(verifyProof(folder, null, null).ok).toBe(true)
        },
      ),
      { numRuns: 4 },
    )
  }, 120_000)

  test('from which a file is gone, to which one was added, or in which one is a link, does not hold', async () => {
    const { folder } = await proofOf(EXAMPLE)
    for (const file of await filesOf(folder)) {
      const bytes = await readFile(file)
      await rm(file)
      expect(verifyProof(folder, null, null).ok).toBe(false)
      await writeFile(file, bytes)
    }
    await writeFile(join(folder, 'more.txt'), 'more')
    expect(verifyProof(folder, null, null).problems).toEqual([expect.stringContaining('more.txt does not belong here')])
    await rm(join(folder, 'more.txt'))
    await mkdir(join(folder, 'deep'))
    await symlink(join(folder, 'lines.jsonl'), join(folder, 'deep', 'link'))
    expect(verifyProof(folder, null, null).ok).toBe(false)
  })

  test('runs its own verifier, with Node alone, with exit code 0 or 1', async () => {
    const { folder, media, fingerprint } = await proofOf(EXAMPLE)
    const verifier = join(folder, 'verify.mjs')
    const [deposits = ''] = await filesOf(media)
    const env = { PATH: '' }
    const { stdout } = await run(process.execPath, [verifier, '--key', fingerprint, '--anchor', deposits], { env })
    expect(stdout).toContain('OK: everything in this folder holds.')
    expect(stdout).toContain('found where --anchor says')
    await writeFile(join(folder, 'README.txt'), 'something else')
    const failed = await run(process.execPath, [verifier], { env }).catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 1, stdout: expect.stringContaining('README.txt was changed') })
  })

  test('is not said to hold when the verifier was asked for something that it did not do', async () => {
    const { folder, fingerprint } = await proofOf(EXAMPLE)
    const other = `${fingerprint[0] === 'a' ? 'b' : 'a'}${fingerprint.slice(1)}`
    for (const args of [[`--key=${other}`], ['--Key', other], ['--anchors', 'x'], ['--key'], [folder, 'another']]) {
      const ended = await run(process.execPath, [join(folder, 'verify.mjs'), ...args]).catch((error: unknown) => error)
      expect([args[0], ended]).toEqual([args[0], expect.objectContaining({ code: 1 })])
    }
  })

  test.each([
    ['was denied', { state: 'denied' }, {}, 'is not the one that approval'],
    ['was used for another run', { call_id: 'call-2' }, {}, 'is not the one that approval'],
    ['lacks its second person', { needed: 2 }, {}, 'is not the one that approval'],
    ['is not there', {}, { approval_id: 'ap-00000000000000ff' }, 'ran without an approval'],
    ['is not named', {}, { approval_id: null, side_effect_level: 'external_publish' }, 'ran without an approval'],
    ['is about other bytes', { subject: '[]', subject_sha256: sha256('[]') }, {}, 'ran other bytes than'],
  ])('about a run whose approval %s does not hold, whoever signed it', async (_what, approval, call, words) => {
    const world = await openProofWorld(join(await temporaryFolder(), 'audit'), null)
    const about = { correlation_id: 'c-notes', task_id: 'notes' }
    const given = { ...approvalOf('{}', 'consumed'), ...approval }
    await world.record({ ...about, type: 'approval_consumed', data: { approval: given } })
    const run = { call_id: 'call-1', tool: 'file.publish', state: 'done', approval_id: given.approval_id, ...call }
    const data = { run: { ...run, subject: '{}', subject_sha256: sha256('{}'), evidence: [] } }
    await world.record({ ...about, type: 'tool_call_done', data })
    const made = await world.proofs.export(CALL, { kind: 'correlation', id: 'c-notes' }, 'c-notes')
    await world.close()
    expect(verifyProof(made.folder, null, null).problems).toEqual([expect.stringContaining(words)])
  })

  test('whose deposit is not at the place of the anchor does not hold', async () => {
    const { folder, media } = await proofOf(EXAMPLE)
    const [name = ''] = await filesOf(media)
    const text = await readFile(name, 'utf8')
    expect(verifyProof(folder, null, [{ name, text }]).ok).toBe(true)
    const { problems } = verifyProof(folder, null, [{ name, text: text.replace('"seq":', '"seq": ') }])
    expect(problems).toContain('the file that --anchor names does not hold the deposit of this proof')
    expect(verifyProof(folder, null, [{ name, text: '' }]).problems).toContain(
      'there is no deposit where --anchor says',
    )
  })

  test('tells of evidence that was altered before the export, and does not hold', async () => {
    const world = await openProofWorld(join(await temporaryFolder(), 'audit'), null)
    await tell(world, EXAMPLE)
    const root = join(world.folder, 'evidence', 'c-notes', 'run-1')
    await overwrite(join(root, 'file-0.txt'), 'other')
    const made = await world.proofs.export(CALL, { kind: 'correlation', id: 'c-notes' }, 'c-notes')
    await world.close()
    expect(verifyProof(made.folder, null, null).problems).toEqual([
      expect.stringContaining('evidence run-1 was altered before the export: file-0.txt'),
    ])
  })
})
