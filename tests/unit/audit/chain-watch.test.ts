import { describe, expect, test } from 'vitest'
import type { AnchorState } from '../../../contract/audit-chain.ts'
import type { SignedHead } from '../../../contract/audit-event.ts'
import type { Anchoring } from '../../../main/core/audit/anchoring.ts'
import { createChainWatch } from '../../../main/core/audit/chain-watch.ts'
import type { CheckedLog } from '../../../main/core/audit/log-verification.ts'
import { signTree } from '../../../main/core/audit/signed-tree.ts'
import type { ChainVerdict } from '../../../main/core/audit/tamper.ts'
import { SYSTEM } from '../../../main/core/kernel/call.ts'
import { keepingLogger, makeKeys } from '../../support/audit-log.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

const keys = makeKeys('0123456789abcdef')
const HASH = '0'.repeat(64) as SignedHead['hash']
const HEAD: SignedHead = {
  ...{ seq: 7, hash: HASH, prev_hash: HASH, count: 7, ts: '2026-01-31T09:30:00.000Z' },
  ...{ state: 'open', key_id: keys.keyId, signature: 's' },
}
const SOUND: ChainVerdict = {
  ...{ ok: true, count: 7, first_seq: 1, last_seq: 7, last_hash: HASH, last_prev_hash: HASH },
  ...{ signed_seq: 7, state: 'open', begins_with_recovery: false, anchored_seq: null },
}
const BROKEN: ChainVerdict = {
  ...{ ok: false, kind: 'edited', file: 'events.jsonl', line_number: 3, seq: 3, detail: 'it was changed' },
}
const PLACE: AnchorState = {
  ...{ kind: 'folder', place: '/media', state: 'off', tried_at: null, anchored_at: null, seq: null, failure: null },
}

/** A watch over a log about which `answers` say one after the other what a check finds. */
function watchOf(answers: readonly (ChainVerdict | Error)[], places: readonly AnchorState[]) {
  const log = createMemoryLog()
  const left = [...answers]
  const deposits: unknown[] = []
  const pushed: string[] = []
  const waiting: (() => void)[] = []
  const anchoring: Anchoring = {
    states: () => [...places],
    read: async () => [],
    deposit: async (what) => {
      deposits.push(what)
      return [...places]
    },
  }
  const check = async (): Promise<CheckedLog> => {
    const found = left.shift() ?? SOUND
    if (found instanceof Error) throw found
    return { verdict: found, head: HEAD, tree: { first_seq: 1, size: 7, root: HASH } }
  }
  const watch = createChainWatch({
    ...{ anchoring, log, logger: keepingLogger(), clock: { now: () => 0 }, everyMs: 1000 },
    verification: { check, prove: () => Promise.reject(new Error('not asked for')) },
    hub: {
      latestSeq: 3,
      publish: (_name, payload) => void pushed.push((payload as { chain: { state: string } }).chain.state),
    },
    timers: {
      after: (_ms, work) => {
        waiting.push(work)
        return () => void waiting.splice(0)
      },
    },
    key: { keyId: keys.keyId, fingerprint: HASH },
    signedHead: async () => HEAD,
    sign: (tree) => signTree({ ...tree, key_id: keys.keyId }, keys.privateKey),
  })
  return { watch, log, deposits, pushed, waiting }
}

describe('a watch over the chain', () => {
  test('says that it checks, then what it found; both are pushed and the result is in the log', async () => {
    const { watch, log, pushed } = watchOf([SOUND], [])
    expect(watch.state()).toMatchObject({ state: 'unverified', progress: null })
    expect(watch.verify(SYSTEM)).toMatchObject({ state: 'verifying', progress: 0 })
    await watch.idle()
    expect(watch.state()).toMatchObject({ state: 'ok', verified_seq: 7, lines: 7, tampering: null })
    expect(log.events).toMatchObject([{ type: 'audit_verified', data: { state: 'ok', verified_seq: 7 } }])
    await expect.poll(() => pushed).toEqual(['verifying', 'ok'])
  })

  test('keeps a chain broken when the next check cannot be carried out, and until one finds it sound', async () => {
    const { watch } = watchOf([BROKEN, new Error('EIO'), SOUND], [])
    const check = async () => {
      watch.verify(SYSTEM)
      await watch.idle()
      return watch.state()
    }
    expect(await check()).toMatchObject({ state: 'broken', tampering: { kind: 'edited', line: 3 }, failure: null })
    expect(await check()).toMatchObject({ state: 'broken', tampering: { kind: 'edited' }, failure: 'EIO' })
    expect(watch.warnings()).toEqual([
      expect.stringContaining('the audit chain is broken: edited: events.jsonl line 3'),
      'the audit chain could not be checked: EIO',
    ])
    expect(await check()).toMatchObject({ state: 'ok', tampering: null, failure: null })
    expect(watch.warnings()).toEqual([])
  })

  test('deposits what it found sound with its tree, and nothing when the chain is broken', async () => {
    const { watch, deposits } = watchOf([SOUND, BROKEN], [PLACE])
    expect(await watch.anchor(SYSTEM)).toEqual([PLACE])
    expect(deposits).toMatchObject([{ head: HEAD, tree: { size: 7, key_id: keys.keyId } }])
    await expect(watch.anchor(SYSTEM)).rejects.toMatchObject({ code: 'proof_not_possible' })
    await watch.close()
    expect(deposits).toHaveLength(1)
  })

  test('deposits the head once more when it is closed, without a tree', async () => {
    const { watch, deposits } = watchOf([], [PLACE])
    await watch.close()
    expect(deposits).toEqual([{ head: HEAD, tree: null }])
  })

  test('checks by itself, again and again, until it is closed', async () => {
    const { watch, log, waiting } = watchOf([], [])
    watch.begin()
    for (let n = 1; n <= 3; n++) {
      expect(watch.state().next_at).not.toBeNull()
      waiting.shift()?.()
      await expect.poll(() => log.events.length).toBe(n)
      await expect.poll(() => waiting.length).toBe(1)
    }
    await watch.close()
    expect(waiting).toHaveLength(0)
  })
})
