import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createFolderAnchor } from './adapters/anchor/folder-anchor.ts'
import { createGitAnchor } from './adapters/anchor/git-anchor.ts'
import type { SqliteAuditIndex } from './adapters/audit-index/sqlite-audit-index.ts'
import { createProofFolders } from './adapters/files/log-proof-folders.ts'
import { type HeadKeys, readHead } from './adapters/files/signed-head.ts'
import { createLogVerification } from './adapters/files/verify-in-worker.ts'
import type { AuditConfig } from './audit-config.ts'
import type { Config } from './config.ts'
import type { AnchorPlace } from './core/audit/anchor-place.ts'
import { createAnchoring } from './core/audit/anchoring.ts'
import { createChainWatch } from './core/audit/chain-watch.ts'
import type { EventLog } from './core/audit/event-log.ts'
import { createProofService } from './core/audit/proof-service.ts'
import { signTree } from './core/audit/signed-tree.ts'
import type { EventHub } from './core/broadcast/event-hub.ts'
import type { EvidenceStore } from './core/evidence/evidence-store.ts'
import type { Clock } from './core/kernel/clock.ts'
import type { IdSource } from './core/kernel/ids.ts'
import type { Lifetime } from './core/kernel/lifetime.ts'
import type { Logger } from './core/kernel/logger.ts'
import { sha256 } from './core/kernel/sha256.ts'
import type { TaskService } from './core/tasks/task-service.ts'
import { createAuditHandlers } from './http/audit-handlers.ts'
import { createChainHandlers } from './http/chain-handlers.ts'
import { createNodeTimers } from './node-timers.ts'

export interface AuditParts {
  readonly config: Config
  readonly keys: HeadKeys
  readonly log: EventLog
  readonly auditIndex: SqliteAuditIndex
  readonly evidence: EvidenceStore
  readonly tasks: Pick<TaskService, 'get'>
  readonly hub: EventHub
  readonly clock: Clock
  readonly ids: IdSource
  readonly logger: Logger
}

/** Everything that looks at the audit log: questions, checks of the chain, anchors, proofs. Owned by `lifetime`. */
export function wireAudit(parts: AuditParts, lifetime: Lifetime) {
  const { config, keys, log, auditIndex, hub, clock, logger } = parts
  const { publicKey, privateKey, keyId } = keys
  const folder = join(config.data_root, 'audit')
  const timers = createNodeTimers()
  const fingerprint = sha256(publicKey.export({ type: 'spki', format: 'der' }))
  const verification = createLogVerification({ folder, publicKey, keyId })
  const places = anchorPlaces(config.audit, folder, keyId)
  const anchoring = createAnchoring({ places, key: keys, log, clock, timers, logger })
  const watch = createChainWatch({
    ...{ verification, anchoring, log, hub, clock, timers, logger, key: { keyId, fingerprint } },
    everyMs: config.audit.verify_minutes * 60_000,
    signedHead: async () => {
      const head = await readHead(folder, publicKey, keyId)
      return head.state === 'trusted' ? head.head : null
    },
    sign: (tree) => signTree({ ...tree, key_id: keyId }, privateKey),
  })
  lifetime.own('checks of the audit chain', watch.close)
  const proofs = createProofService({
    ...{ index: auditIndex, verification, anchoring, log, clock, ids: parts.ids },
    nextTurn: () => nextTurn(),
    keys: { ...keys, fingerprint },
    folders: createProofFolders({
      root: join(folder, 'proofs'),
      evidenceRoot: join(folder, 'evidence'),
      evidence: parts.evidence,
    }),
  })
  return {
    handlers: { ...createAuditHandlers(auditIndex), ...createChainHandlers({ watch, proofs, tasks: parts.tasks }) },
    warnings: watch.warnings,
    begin: watch.begin,
  }
}

/** The anchors that are configured. */
function anchorPlaces(config: AuditConfig, auditFolder: string, keyId: string): readonly AnchorPlace[] {
  const { anchor_folder, anchor_git } = config
  return [
    ...(anchor_folder === null ? [] : [createFolderAnchor(anchor_folder, keyId)]),
    ...(anchor_git === null
      ? []
      : [createGitAnchor({ remote: anchor_git, keyId, cache: join(auditFolder, 'anchor.git') })]),
  ]
}
