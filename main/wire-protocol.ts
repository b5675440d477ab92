import type { Policy } from '../contract/policy.ts'
import type { Lifetime } from './core/kernel/lifetime.ts'
import { createProtocolService } from './core/protocol/create-protocol-service.ts'
import type { ProtocolParts } from './core/protocol/protocol-parts.ts'
import type { ProtocolService } from './core/protocol/protocol-service.ts'
import type { SettingsSource } from './core/settings/settings-source.ts'
import type { TaskService } from './core/tasks/task-service.ts'
import { createProtocolHandlers } from './http/protocol-handlers.ts'
import { createNodeTimers } from './node-timers.ts'

export interface WiredProtocol {
  readonly protocol: ProtocolService
  /** The tasks, with decisions held to the proof; without a reason to override it. */
  readonly tasks: TaskService
  readonly handlers: ReturnType<typeof createProtocolHandlers>
}

/** The protocol over the tasks. Owned by `lifetime`; `protocol.start` is still to be called, once whoever drives agents listens. */
export function wireProtocol(
  parts: Omit<ProtocolParts, 'tasks' | 'timers' | 'settings' | 'finalApproval' | 'index'> & {
    readonly tasks: TaskService
    readonly auditIndex: ProtocolParts['index']
    readonly settings: SettingsSource
    readonly policy: { current(): { readonly policy: Policy } }
  },
  lifetime: Lifetime,
): WiredProtocol {
  const { tasks, settings, policy, auditIndex } = parts
  const protocol = createProtocolService({
    ...parts,
    index: auditIndex,
    timers: createNodeTimers(),
    settings: () => settings.current().protocol,
    finalApproval: () => policy.current().policy.final_approval,
  })
  lifetime.own('protocol', protocol.close)
  return {
    protocol,
    tasks: {
      ...tasks,
      decide: (call, taskId, input) => protocol.decide(call, taskId, { ...input, override_reason: null }),
    },
    handlers: createProtocolHandlers({ protocol, correlationOf: tasks.correlationOf }),
  }
}
