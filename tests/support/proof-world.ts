import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createFolderAnchor } from '../../main/adapters/anchor/folder-anchor.ts'
import { openEvidenceFiles } from '../../main/adapters/files/evidence-files.ts'
import { createProofFolders } from '../../main/adapters/files/log-proof-folders.ts'
import type { HeadKeys } from '../../main/adapters/files/signed-head.ts'
import { readHead } from '../../main/adapters/files/signed-head.ts'
import { createLogVerification } from '../../main/adapters/files/verify-in-worker.ts'
import type { AnchorPlace } from '../../main/core/audit/anchor-place.ts'
import { type Anchoring, createAnchoring } from '../../main/core/audit/anchoring.ts'
import type { EventDraft } from '../../main/core/audit/event-log.ts'
import { createProofService, type ProofService } from '../../main/core/audit/proof-service.ts'
import { signTree } from '../../main/core/audit/signed-tree.ts'
import type { EvidenceStore } from '../../main/core/evidence/evidence-store.ts'
import { SYSTEM } from '../../main/core/kernel/call.ts'
import { createNodeTimers } from '../../main/node-timers.ts'
import { type Opened, openBoth } from './audit-index.ts'
import { draft, keepingLogger, makeKeys, SYSTEM_CLOCK } from './audit-log.ts'

/** Keys whose id is the fingerprint's beginning, as those of the console are. */
export function fingerprintedKeys(): HeadKeys & { readonly fingerprint: string } {
  const { publicKey, privateKey } = makeKeys('')
  const der = publicKey.export({ type: 'spki', format: 'der' })
  const fingerprint = createHash('sha256').update(der).digest('hex')
  return { publicKey, privateKey, keyId: fingerprint.slice(0, 16), fingerprint }
}

export interface ProofWorld extends Opened {
  /** The audit folder. */
  readonly folder: string
  readonly keys: ReturnType<typeof fingerprintedKeys>
  readonly evidence: EvidenceStore
  readonly anchoring: Anchoring
  readonly proofs: ProofService
  /** Checks the log and deposits its head with the tree. */
  anchor(): Promise<void>
  record(extra: Partial<EventDraft>): Promise<number>
}

/** A log with everything that proofs are made of; `media`: folder of the anchor, or null. */
export async function openProofWorld(
  audit: string,
  media: string | null,
  keys = fingerprintedKeys(),
  places: readonly AnchorPlace[] = media === null ? [] : [createFolderAnchor(media, keys.keyId)],
): Promise<ProofWorld> {
  const logger = keepingLogger()
  const clock = SYSTEM_CLOCK
  const opened = await openBoth(audit, keys, clock, 64 * 1024)
  const { log, index } = opened
  const evidenceRoot = join(audit, 'evidence')
  const evidence = openEvidenceFiles({ folder: evidenceRoot, keys, logger, grown: () => undefined })
  const verification = createLogVerification({ folder: audit, ...keys })
  const anchoring = createAnchoring({ places, key: keys, log, clock, timers: createNodeTimers(), logger })
  let made = 0
  const ids = { hex: (bytes: number): string => String(++made).padStart(bytes * 2, '0') }
  const folders = createProofFolders({ root: join(audit, 'proofs'), evidenceRoot, evidence })
  let n = 0
  return {
    ...{ ...opened, folder: audit, keys, evidence, anchoring },
    proofs: createProofService({
      index,
      verification,
      anchoring,
      folders,
      log,
      keys,
      clock,
      ids,
      nextTurn: () => nextTurn(),
    }),
    anchor: async () => {
      const { verdict, tree } = await verification.check(
        { deposits: await anchoring.read(), tree: true },
        () => undefined,
        new AbortController().signal,
      )
      const head = await readHead(audit, keys.publicKey, keys.keyId)
      if (!verdict.ok || tree === null || head.state !== 'trusted')
        throw new Error(`not sound: ${JSON.stringify(verdict)}`)
      const statement = { ...tree, head_hash: head.head.hash, key_id: keys.keyId }
      const signed = signTree(statement as Parameters<typeof signTree>[0], keys.privateKey)
      await anchoring.deposit({ head: head.head, tree: signed }, SYSTEM, 20_000)
    },
    record: async (extra) => (await log.record(draft(++n, extra))).seq,
  }
}
