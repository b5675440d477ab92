import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { atomicWrite } from '../../../main/adapters/disk/atomic-write.ts'
import { readPlain, statOf } from '../../../main/adapters/files/plain-file.ts'
import type { PolicyDisk } from '../../../main/adapters/policy/policy-disk.ts'
import { openPolicyFile, type PolicyFile } from '../../../main/adapters/policy/policy-file.ts'
import { readPolicyYaml } from '../../../main/adapters/policy/policy-yaml.ts'
import { createEventHub, type Frame } from '../../../main/core/broadcast/event-hub.ts'
import type { Call } from '../../../main/core/kernel/call.ts'
import { createPolicyHistory } from '../../../main/core/policy/policy-history.ts'
import { createPolicyLines } from '../../../main/core/policy/policy-lines.ts'
import { temporaryFolder } from '../../support/data-root.ts'
import { createMemoryLog } from '../../support/memory-log.ts'

export const ADMIN: Call = {
  actor: { sub: 'operator', scopes: ['admin'], door: 'console' },
  correlation_id: 'req-save',
}

/** A policy with one rule of this id. */
export const policyText = (id: string): string => `version: 1\nrules:\n  - id: ${id}\n    match: {}\n    effect: ask\n`

/** A data root with its log, on which policy files are opened one after the other, as after restarts. */
export async function policyWorld() {
  const root = await temporaryFolder()
  const file = join(root, 'policy.yaml')
  const keptFolder = join(root, 'audit', 'policies')
  const log = createMemoryLog()
  const clock = { now: () => Date.parse('2026-01-31T10:00:00.000Z') }
  const hub = createEventHub({ capacity: 100, startSeq: 0, clock })
  const frames: Frame[] = []
  hub.subscribe({ send: (frame) => frames.push(frame), close: () => undefined }, null)
  const said: string[] = []
  const say = (_fields: object, message: string): void => void said.push(message)
  const disk: PolicyDisk = { stat: statOf, read: readPlain, write: atomicWrite }

  async function open(changed: Partial<PolicyDisk> = {}): Promise<PolicyFile> {
    const opened = await openPolicyFile({
      ...{ file, keptFolder, clock, tools: [], readPolicy: readPolicyYaml, disk: { ...disk, ...changed } },
      logger: { info: say, warn: say, error: say },
      lines: createPolicyLines({ log, hub, clock }),
      history: createPolicyHistory(log.index),
    })
    onTestFinished(opened.close)
    return opened
  }

  /** Lines about policies: type, then the id of the first rule or the origin. */
  const lines = () => log.events.map(({ type, data, actor }) => ({ type, actor: actor.sub, ...data }))
  const types = (): string[] => log.types().map((type) => type.replace('policy_', ''))
  return {
    ...{ root, file, keptFolder, log, frames, said, open, lines, types, disk },
    write: (text: string | Uint8Array) => writeFile(file, text),
    read: () => readFile(file, 'utf8'),
  }
}

/** Waits until the rule of this id is the first one in force. */
export async function inForce(policy: PolicyFile, id: string): Promise<void> {
  await expect.poll(() => policy.current().policy.rules[0]?.id).toBe(id)
}
