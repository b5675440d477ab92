import * as z from 'zod'
import { AgentName } from './agent-name.ts'
import { EvidenceRef } from './evidence.ts'
import { Sha256, TaskId, Timestamp } from './ids.ts'
import { DispatchId } from './protocol.ts'

export const AgentKind = z.enum(['script', 'codex', 'openclaw']).meta({ id: 'AgentKind' })
export type AgentKind = z.infer<typeof AgentKind>

export const AgentRole = z.enum(['executor', 'reviewer']).meta({ id: 'AgentRole' })
export type AgentRole = z.infer<typeof AgentRole>

/** What one run may use up; at any of them it is ended. Null: no limit of that kind. */
export const AgentLimits = z
  .strictObject({
    seconds: z.int().min(1).max(86_400).default(1800),
    turns: z.int().min(1).max(1000).nullable().default(50),
    tokens: z.int().min(1).nullable().default(2_000_000),
    cost_usd: z.number().min(0).nullable().default(null),
    output_bytes: z
      .int()
      .min(1024)
      .max(1024 ** 3)
      .default(64 * 1024 ** 2),
  })
  .meta({ id: 'AgentLimits' })
export type AgentLimits = z.infer<typeof AgentLimits>

/** Where the work is done. `git`: a repository of its own with the commit of `ref` of the one at `path`; `copy`: a copy of the folder; `empty`: an empty folder. */
export const WorkspaceSettings = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('git'),
      path: z.string().min(1).max(4000),
      ref: z.string().max(200).default('HEAD'),
    }),
    z.strictObject({ kind: z.literal('copy'), path: z.string().min(1).max(4000) }),
    z.strictObject({ kind: z.literal('empty') }),
  ])
  .meta({ id: 'WorkspaceSettings' })
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>

const Common = {
  roles: z.array(AgentRole).min(1).max(2).default(['executor']),
  workspace: WorkspaceSettings.default({ kind: 'empty' }),
  limits: AgentLimits.prefault({}),
  environment: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/), z.string().max(4000))
    .default({})
    .meta({ description: 'plain values only; a secret is given by its name in secrets' }),
  secrets: z
    .array(z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/))
    .max(20)
    .default([])
    .meta({ description: 'names as in countersign secret set NAME; handed over as files, never in the environment' }),
}

/** One agent, as the operator sets it up in `config.json`. */
export const AgentSettings = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('script'),
      command: z.array(z.string().min(1).max(4000)).min(1).max(64),
      ...Common,
    }),
    z.strictObject({
      kind: z.literal('codex'),
      program: z.string().min(1).max(4000).default('codex'),
      model: z.string().max(200).nullable().default(null),
      codex_home: z.string().max(4000).nullable().default(null).meta({ description: 'null: a folder of its own' }),
      ...Common,
    }),
    z.strictObject({
      kind: z.literal('openclaw'),
      mode: z.enum(['gateway', 'exec']).default('exec'),
      program: z.string().min(1).max(4000).default('openclaw'),
      model: z.string().max(200).nullable().default(null),
      gateway_url: z.string().max(2000).nullable().default(null).meta({ description: 'ws://127.0.0.1:PORT' }),
      config_file: z.string().max(4000).nullable().default(null),
      unconfined: z
        .boolean()
        .default(false)
        .meta({ description: 'exec: runs also where nothing confines it, and may read and write what you may' }),
      ...Common,
    }),
  ])
  .meta({ id: 'AgentSettings' })
export type AgentSettings = z.infer<typeof AgentSettings>

export const AgentsSettings = z.record(AgentName, AgentSettings)

/** Numbers of the protocol, in seconds. */
export const ProtocolSettings = z
  .strictObject({
    ack_seconds: z.int().min(1).max(86_400).default(120),
    heartbeat_seconds: z.int().min(1).max(86_400).default(60),
    result_seconds: z
      .int()
      .min(1)
      .max(7 * 86_400)
      .default(3600),
    review_seconds: z
      .int()
      .min(1)
      .max(7 * 86_400)
      .default(3600),
    max_rounds: z.int().min(1).max(100).default(3),
    redispatch: z
      .enum(['automatic', 'by_person'])
      .default('automatic')
      .meta({ description: 'who gives the work out again when the reviewer rejected it' }),
  })
  .meta({ id: 'ProtocolSettings' })
export type ProtocolSettings = z.infer<typeof ProtocolSettings>

/** What a run used up, as the agent says it. `cost_usd` null: it does not say. */
export const AgentUsage = z
  .strictObject({
    turns: z.int().min(0),
    input_tokens: z.int().min(0),
    output_tokens: z.int().min(0),
    cost_usd: z.number().min(0).nullable(),
  })
  .meta({ id: 'AgentUsage' })
export type AgentUsage = z.infer<typeof AgentUsage>

/** `ended`: the program is over; says nothing about the task. `lost`: the console died meanwhile, and the program was ended afterwards. */
export const AgentRunState = z
  .enum(['preparing', 'running', 'ended', 'failed', 'stopped', 'limit_reached', 'lost'])
  .meta({ id: 'AgentRunState' })
export type AgentRunState = z.infer<typeof AgentRunState>

export const AgentRun = z
  .strictObject({
    run_id: z.string().regex(/^[a-z0-9]{8,40}$/),
    task_id: TaskId,
    correlation_id: z.string(),
    dispatch_id: DispatchId,
    round: z.int().min(1),
    role: AgentRole,
    agent: AgentName,
    kind: AgentKind,
    state: AgentRunState,
    started_at: Timestamp,
    ended_at: Timestamp.nullable(),
    last_sign_at: Timestamp.meta({ description: 'when it last said anything' }),
    deadline: Timestamp,
    usage: AgentUsage,
    limits: AgentLimits,
    exit_code: z.int().nullable(),
    detail: z.string().max(4000),
    error_code: z.string().max(64).nullable(),
    remediation_hint: z.string().max(1000).nullable(),
    log_bytes: z.int().min(0),
    log_sha256: Sha256.nullable(),
    log: EvidenceRef.nullable().meta({ description: 'once it is over' }),
  })
  .meta({ id: 'AgentRun' })
export type AgentRun = z.infer<typeof AgentRun>

export const AgentRunPage = z
  .strictObject({ items: z.array(AgentRun), next_cursor: z.string().nullable() })
  .meta({ id: 'AgentRunPage' })
export type AgentRunPage = z.infer<typeof AgentRunPage>

export const AgentRunQuery = z
  .strictObject({
    task_id: z.string().max(64).optional(),
    agent: AgentName.optional(),
    state: AgentRunState.optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
    cursor: z.string().max(200).optional(),
  })
  .meta({ id: 'AgentRunQuery' })
export type AgentRunQuery = z.infer<typeof AgentRunQuery>

/** An agent that is set up. `state`: whether its program is there, with the age of that knowledge. */
export const AgentInfo = z
  .strictObject({
    agent: AgentName,
    kind: AgentKind,
    roles: z.array(AgentRole),
    workspace: WorkspaceSettings,
    limits: AgentLimits,
    state: z.enum(['ready', 'unavailable', 'unknown']),
    detail: z.string().max(1000),
    remediation_hint: z.string().max(1000).nullable(),
    checked_at: Timestamp.nullable(),
    running: z.array(z.string()).meta({ description: 'run ids' }),
    spent: AgentUsage.meta({ description: 'by all its runs since the console was set up' }),
  })
  .meta({ id: 'AgentInfo' })
export type AgentInfo = z.infer<typeof AgentInfo>

export const AgentList = z.strictObject({ items: z.array(AgentInfo) }).meta({ id: 'AgentList' })
export type AgentList = z.infer<typeof AgentList>

/** One line of what an agent said. `offset`: in bytes, of this line in the log of the run. */
export const AgentLogLine = z
  .strictObject({
    at: Timestamp,
    stream: z.enum(['stdout', 'stderr', 'protocol', 'console']),
    text: z.string().max(16_000),
  })
  .meta({ id: 'AgentLogLine' })
export type AgentLogLine = z.infer<typeof AgentLogLine>

/** Lines from `from` on, at most 256 KiB; `next` is where to go on. `ended`: no more will come. */
export const AgentLogPage = z
  .strictObject({ lines: z.array(AgentLogLine), next: z.int().min(0), ended: z.boolean() })
  .meta({ id: 'AgentLogPage' })
export type AgentLogPage = z.infer<typeof AgentLogPage>

export const StopAgentRun = z.strictObject({ reason: z.string().trim().min(1).max(500) }).meta({ id: 'StopAgentRun' })
export type StopAgentRun = z.infer<typeof StopAgentRun>
