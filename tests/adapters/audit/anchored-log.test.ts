import { execFile } from 'node:child_process'
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFolderAnchor } from '../../../main/adapters/anchor/folder-anchor.ts'
import { createGitAnchor, shownRemote } from '../../../main/adapters/anchor/git-anchor.ts'
import { verifyLogFolder } from '../../../main/adapters/files/verify-log-folder.ts'
import type { AnchorPlace } from '../../../main/core/audit/anchor-place.ts'
import { judgeHead } from '../../../main/core/audit/head-signature.ts'
import type { ChainVerdict } from '../../../main/core/audit/tamper.ts'
import { SYSTEM } from '../../../main/core/kernel/call.ts'
import { changeFile, writeLog } from '../../support/audit-log.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { fingerprintedKeys, openProofWorld } from '../../support/proof-world.ts'

const run = promisify(execFile)
const never = new AbortController().signal

interface Anchored {
  readonly audit: string
  readonly keys: ReturnType<typeof fingerprintedKeys>
  readonly place: AnchorPlace
}

async function gitPlace(keyId: string): Promise<AnchorPlace> {
  const remote = join(await temporaryFolder(), 'remote.git')
  await run('git', ['init', '--bare', '--quiet', remote])
  return createGitAnchor({ remote, keyId, cache: join(await temporaryFolder(), 'cache') })
}

/** A log of `before` lines, anchored, and `after` more, closed in good order. */
async function anchoredLog(before: number, after: number, git: boolean): Promise<Anchored> {
  const keys = fingerprintedKeys()
  const audit = join(await temporaryFolder(), 'audit')
  const media = await temporaryFolder()
  const places = git ? [await gitPlace(keys.keyId)] : undefined
  const world = await openProofWorld(audit, media, keys, places)
  for (let i = 0; i < before; i++) await world.record({})
  await world.anchor()
  for (let i = 0; i < after; i++) await world.record({})
  expect(world.anchoring.states()).toMatchObject([{ state: 'ok', failure: null }])
  await world.close()
  return { audit, keys, place: places?.[0] ?? createFolderAnchor(media, keys.keyId) }
}

async function verdictOf({ audit, keys, place }: Anchored): Promise<ChainVerdict> {
  const deposits = await place.read(never)
  const { publicKey, keyId } = keys
  return verifyLogFolder({
    folder: audit,
    publicKey,
    keyId,
    isServiceRunning: false,
    deposits,
    onProgress: () => undefined,
  })
}

const size = fc.integer({ min: 1, max: 40 })

describe('a log that is anchored', () => {
  test('and that nobody touched is sound, and the verdict says up to which line', async () => {
    await fc.assert(
      fc.asyncProperty(size, size, async (before, after) => {
        const verdict = await verdictOf(await anchoredLog(before, after, false))
        expect(verdict).toMatchObject({ ok: true, anchored_seq: before })
      }),
      { numRuns: 5 },
    )
  })

  test('and that was written anew, signed with the key itself, is found rewritten or rolled back', async () => {
    await fc.assert(
      fc.asyncProperty(size, size, size, fc.boolean(), async (before, after, anew, git) => {
        const log = await anchoredLog(before, after, git)
        await rm(log.audit, { recursive: true })
        await writeLog(log.audit, log.keys, anew)
        const kind = anew < before ? 'rolled_back' : 'rewritten'
        expect(await verdictOf(log)).toMatchObject({ ok: false, kind, seq: before })
      }),
      { numRuns: 6 },
    )
  })

  test('and that was put back to an older state together with its head is found rolled back', async () => {
    await fc.assert(
      fc.asyncProperty(size, size, async (early, later) => {
        const keys = fingerprintedKeys()
        const audit = join(await temporaryFolder(), 'audit')
        const media = await temporaryFolder()
        const first = await openProofWorld(audit, media, keys)
        for (let i = 0; i < early; i++) await first.record({})
        await first.close()
        const older = join(await temporaryFolder(), 'older')
        await cp(audit, older, { recursive: true })
        const second = await openProofWorld(audit, media, keys)
        for (let i = 0; i < later; i++) await second.record({})
        await second.anchor()
        await second.close()
        await rm(audit, { recursive: true })
        await cp(older, audit, { recursive: true })
        const log = { audit, keys, place: createFolderAnchor(media, keys.keyId) }
        expect(await verdictOf(log)).toMatchObject({ ok: false, kind: 'rolled_back', seq: early + later })
      }),
      { numRuns: 4 },
    )
  })

  test('and that is gone, head, index and all, is found rolled back', async () => {
    const log = await anchoredLog(7, 2, false)
    await rm(log.audit, { recursive: true })
    expect(await verdictOf(log)).toMatchObject({ ok: false, kind: 'rolled_back', seq: 7 })
  })

  test('with a deposit of which a byte was changed: the anchor is not believed', async () => {
    const media = await temporaryFolder()
    const world = await openProofWorld(join(await temporaryFolder(), 'audit'), media)
    await world.record({})
    await world.anchor()
    await world.close()
    const [name = ''] = await readdir(media)
    const whole = await readFile(join(media, name))
    const log = { audit: world.folder, keys: world.keys, place: createFolderAnchor(media, world.keys.keyId) }
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 2), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Buffer.from(whole)
        bytes[at] = (bytes[at] as number) ^ change
        await writeFile(join(media, name), bytes)
        expect(await verdictOf(log)).toMatchObject({ ok: false, kind: 'anchor_unreadable', line_number: 1 })
      }),
      { numRuns: 100 },
    )
  })

  test('what a crash left of a deposit is no deposit, and the next one takes its place', async () => {
    const media = await temporaryFolder()
    const world = await openProofWorld(join(await temporaryFolder(), 'audit'), media)
    await world.record({})
    await world.anchor()
    const [name = ''] = await readdir(media)
    await changeFile(join(media, name), (bytes) => Buffer.concat([bytes, Buffer.from('{"head":{"co')]))
    await world.record({})
    await world.anchor()
    await world.close()
    expect((await readFile(join(media, name), 'utf8')).trimEnd().split('\n')).toHaveLength(2)
  })
})

describe('a log that its anchor contradicts', () => {
  test('deposits nothing there: that would cover it up', async () => {
    const media = await temporaryFolder()
    const keys = fingerprintedKeys()
    const first = await openProofWorld(join(await temporaryFolder(), 'audit'), media, keys)
    for (let i = 0; i < 9; i++) await first.record({})
    await first.anchor()
    await first.close()
    const [name = ''] = await readdir(media)
    const before = await readFile(join(media, name), 'utf8')
    const other = await openProofWorld(join(await temporaryFolder(), 'audit'), media, keys)
    await other.record({})
    const { publicKey, keyId } = keys
    await other.closeLog()
    const head = judgeHead(await readFile(join(other.folder, 'head.json'), 'utf8'), publicKey, keyId)
    if (head.state !== 'trusted') throw new Error('the head should be trusted')
    const states = await other.anchoring.deposit({ head: head.head, tree: null }, SYSTEM, 5000)
    expect(states).toMatchObject([{ state: 'failed', failure: expect.stringContaining('this log ends before it') }])
    expect(await readFile(join(media, name), 'utf8')).toBe(before)
  })
})

describe('an anchor in git', () => {
  test('gets one commit for each deposit, on a branch of its own, and asks nobody for a password', async () => {
    const keys = fingerprintedKeys()
    const remote = join(await temporaryFolder(), 'remote.git')
    await run('git', ['init', '--bare', '--quiet', remote])
    const place = createGitAnchor({ remote, keyId: keys.keyId, cache: join(await temporaryFolder(), 'cache') })
    const world = await openProofWorld(join(await temporaryFolder(), 'audit'), null, keys, [place])
    for (let i = 0; i < 3; i++) {
      await world.record({})
      await world.anchor()
    }
    expect(world.anchoring.states()).toMatchObject([{ kind: 'git', state: 'ok', failure: null }])
    await world.close()
    const branch = `countersign-${keys.keyId}`
    const { stdout } = await run('git', ['--git-dir', remote, 'log', '--format=%s', branch])
    expect(stdout.trim().split('\n')).toHaveLength(3)
    expect(await place.read(never)).toHaveLength(3)
  })

  test('cannot be hidden behind another branch whose name ends like its own', async () => {
    const keys = fingerprintedKeys()
    const remote = join(await temporaryFolder(), 'remote.git')
    await run('git', ['init', '--bare', '--quiet', remote])
    const place = createGitAnchor({ remote, keyId: keys.keyId, cache: join(await temporaryFolder(), 'cache') })
    const world = await openProofWorld(join(await temporaryFolder(), 'audit'), null, keys, [place])
    const branch = `refs/heads/countersign-${keys.keyId}`
    await world.record({})
    await world.anchor()
    await run('git', ['--git-dir', remote, 'update-ref', `refs/heads/a/${branch}`, branch])
    await world.record({})
    await world.anchor()
    expect(world.anchoring.states()).toMatchObject([{ state: 'ok', failure: null }])
    await world.close()
    expect(await place.read(never)).toHaveLength(2)
  })

  test('that cannot be reached fails in words, without the password of its address', async () => {
    const remote = 'https://olga:hush@127.0.0.1:1/repository.git'
    const place = createGitAnchor({ remote, keyId: '0123456789abcdef', cache: join(await temporaryFolder(), 'cache') })
    expect(place.place).toBe('https://127.0.0.1:1/repository.git')
    const error = await place.read(never).catch((caught: Error) => caught)
    expect(error).toBeInstanceOf(Error)
    expect(String(error)).not.toContain('hush')
    expect(shownRemote('ssh://git@host/x')).toBe('ssh://host/x')
  })

  test('that does not answer in time is given up', async () => {
    const place = await gitPlace('0123456789abcdef')
    const gone = AbortSignal.abort()
    await expect(place.read(gone)).rejects.toThrow('git did not answer in time')
  })
})
