import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SqliteAuditIndex } from './adapters/audit-index/sqlite-audit-index.ts'
import { atomicWrite } from './adapters/disk/atomic-write.ts'
import { readPlain, statOf } from './adapters/files/plain-file.ts'
import { openPolicyFile, type PolicyFile } from './adapters/policy/policy-file.ts'
import { readPolicyYaml } from './adapters/policy/policy-yaml.ts'
import type { EventLog } from './core/audit/event-log.ts'
import type { EventHub } from './core/broadcast/event-hub.ts'
import type { Clock } from './core/kernel/clock.ts'
import type { Lifetime } from './core/kernel/lifetime.ts'
import type { Logger } from './core/kernel/logger.ts'
import { createPolicyHistory } from './core/policy/policy-history.ts'
import { createPolicyLines } from './core/policy/policy-lines.ts'
import { createRecordedCalls } from './core/policy/recorded-calls-of-log.ts'
import type { KnownTool } from './core/policy/rule-reach.ts'
import { createPolicyHandlers } from './http/policy-handlers.ts'

export interface PolicyParts {
  readonly dataRoot: string
  readonly log: EventLog
  readonly auditIndex: SqliteAuditIndex
  readonly hub: EventHub
  readonly clock: Clock
  readonly logger: Logger
}

export interface WiredPolicy {
  readonly policy: PolicyFile
  readonly handlers: ReturnType<typeof createPolicyHandlers>
}

/** The policy in force and what is asked of it. Owned by `lifetime`. */
export async function wirePolicy(
  parts: PolicyParts,
  tools: readonly KnownTool[],
  lifetime: Lifetime,
): Promise<WiredPolicy> {
  const { dataRoot, log, auditIndex, hub, clock, logger } = parts
  const policy = await openPolicyFile({
    file: join(dataRoot, 'policy.yaml'),
    keptFolder: join(dataRoot, 'audit', 'policies'),
    disk: { stat: statOf, read: readPlain, write: atomicWrite },
    readPolicy: readPolicyYaml,
    lines: createPolicyLines({ log, hub, clock }),
    history: createPolicyHistory(auditIndex),
    ...{ tools, clock, logger },
  })
  lifetime.own('policy file', policy.close)
  const calls = createRecordedCalls(auditIndex)
  return {
    policy,
    handlers: createPolicyHandlers({ policy, readPolicy: readPolicyYaml, calls, tools, nextTurn: () => nextTurn() }),
  }
}
