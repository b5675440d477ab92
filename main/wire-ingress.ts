import { join } from 'node:path'
import type { SqliteAuditIndex } from './adapters/audit-index/sqlite-audit-index.ts'
import { BODY_LIMITS, openDeliveryFiles } from './adapters/files/delivery-files.ts'
import { JOURNAL_LIMITS, openRefusalJournal } from './adapters/files/refusal-journal.ts'
import type { Config } from './config.ts'
import type { ApprovalService } from './core/approvals/approval-service.ts'
import type { EventLog } from './core/audit/event-log.ts'
import type { EventHub } from './core/broadcast/event-hub.ts'
import type { EvidenceStore } from './core/evidence/evidence-store.ts'
import { createDeliveryService } from './core/ingest/delivery-service.ts'
import { githubTaskId, mapGithub } from './core/ingest/github/github-mapping.ts'
import { createIntake } from './core/ingest/intake.ts'
import { createIntentRunner } from './core/ingest/intent-runner.ts'
import { settleOwedCounts } from './core/ingest/owed-counts.ts'
import { createRefusals } from './core/ingest/refusals.ts'
import { createTelegramDoor } from './core/ingest/telegram/telegram-door.ts'
import { mapTelegram } from './core/ingest/telegram/telegram-mapping.ts'
import { createAllowList } from './core/ingest/telegram/telegram-senders.ts'
import { telegramDeliveryId } from './core/ingest/telegram/telegram-update.ts'
import { mapXcode } from './core/ingest/xcode/xcode-mapping.ts'
import { boundedWait } from './core/kernel/bounded-wait.ts'
import { canonicalJson } from './core/kernel/canonical-json.ts'
import { type Clock, timestamp } from './core/kernel/clock.ts'
import type { IdSource } from './core/kernel/ids.ts'
import type { Lifetime } from './core/kernel/lifetime.ts'
import type { Logger } from './core/kernel/logger.ts'
import { sha256 } from './core/kernel/sha256.ts'
import type { ProtocolService } from './core/protocol/protocol-service.ts'
import { createAttachmentQuota } from './core/remote/attachment-quota.ts'
import { createAttachments, MAX_ATTACHMENT_BYTES } from './core/remote/attachments.ts'
import { createRemoteDesk } from './core/remote/remote-desk.ts'
import type { SettingsSource } from './core/settings/settings-source.ts'
import type { TaskService } from './core/tasks/task-service.ts'
import type { TaskStore } from './core/tasks/task-store.ts'
import { createDeliveryHandlers } from './http/delivery-handlers.ts'
import { createEvidenceHandlers } from './http/evidence-handlers.ts'
import { createFailureLimiter, FAILURE_LIMITS } from './http/failure-limiter.ts'
import { createGapHandlers } from './http/gap-handlers.ts'
import { createIngressGate } from './http/ingress-gate.ts'
import { createIntakeHandlers } from './http/intake-handlers.ts'
import { createWebhookHandlers, whyOff } from './http/webhooks.ts'
import { createNodeTimers } from './node-timers.ts'
import { createSourceStates } from './source-states.ts'
import { createTelegramPolling } from './telegram-polling.ts'
import { gapFinderFor } from './wire-github.ts'
import { botIdOf, messengerFor, pollTelegram } from './wire-telegram.ts'

export interface IngressParts {
  readonly config: Config
  readonly evidence: EvidenceStore
  readonly log: EventLog
  readonly auditIndex: SqliteAuditIndex
  readonly store: TaskStore
  readonly tasks: TaskService
  readonly approvals: ApprovalService
  readonly protocol: ProtocolService
  readonly settings: SettingsSource
  readonly hub: EventHub
  readonly clock: Clock
  readonly ids: IdSource
  readonly logger: Logger
}

const MOMENT_MS = 400

/** Everything that comes in from outside, and what answers it. Owned by `lifetime`. */
export async function wireIngress(parts: IngressParts, lifetime: Lifetime) {
  const { config, log, auditIndex, store, tasks, hub, clock, ids, logger, evidence } = parts
  const { github, xcode, telegram } = config.sources
  const auditFolder = join(config.data_root, 'audit')
  const timers = createNodeTimers()
  const index = auditIndex.deliveries
  const journal = await openRefusalJournal({
    ...{ file: join(auditFolder, 'refusals', 'journal.jsonl'), logger, ...JOURNAL_LIMITS },
  })
  lifetime.own('journal of refusals', journal.close)
  await settleOwedCounts({ journal, index, log, logger })
  const refusals = createRefusals({ log, hub, clock, ids, timers, logger, journal })
  lifetime.own('counts of refusals', refusals.close)

  const bodies = await openDeliveryFiles({
    ...{ folder: join(auditFolder, 'deliveries'), limits: BODY_LIMITS, index, logger },
  })
  lifetime.own('bodies of deliveries', bodies.close)
  const calls = new AbortController()
  // After those who call had their moment: an answer that never comes must not keep the process.
  lifetime.own('calls to Telegram', () => calls.abort())
  const messenger = messengerFor(telegram, calls.signal)
  const allowList = createAllowList({
    users: telegram.allowed_users,
    chats: telegram.allowed_chats,
    operators: telegram.operators,
  })
  const desk = createRemoteDesk({
    ...{ messenger, tasks, approvals: parts.approvals, store, log, audit: auditIndex, hub, clock, ids, timers, logger },
    ...{ protocol: parts.protocol, settings: () => parts.settings.current(), operators: telegram.operators },
    mayHear: (chat_id, user_id) => allowList.admits({ chat_id, user_id, is_person: true }),
    mute: telegram.bot_token === null,
  })
  const attachments = createAttachments({
    ...{ tasks, index: store.index, messenger, evidence, log, audit: auditIndex, clock, timers, logger },
    maxBytes: MAX_ATTACHMENT_BYTES,
    quota: createAttachmentQuota({ audit: auditIndex, clock, perDay: telegram.per_day }),
    notKept: desk.fileNotKept,
  })

  const mappers = {
    github: mapGithub(store.index.atCommit),
    xcode: mapXcode(store.index.atCommit, githubTaskId),
    telegram: mapTelegram({ allowList, asked: desk.asked }),
  }
  const runner = createIntentRunner({ log, index, bodies, tasks, evidence, mappers })
  const intake = createIntake({
    ...{ log, index: auditIndex, waiting: index.waiting, hub, clock, timers, logger },
    carryOut: (goOn, ended) => deliveries.resume(goOn, ended),
  })
  const deliveries = createDeliveryService({
    ...{ log, index, bodies, tasks, hub, clock, logger, mappers, runner, remote: desk, hold: intake },
  })
  lifetime.own('claimed deliveries', () => boundedWait(timers, MOMENT_MS, [intake.stop()]))

  const states = createSourceStates({ sources: config.sources, clock, polling: () => polling.state(), hub })
  const polling = createTelegramPolling({
    open: () =>
      pollTelegram({
        ...{ telegram, door: telegramDoor, auditFolder, log, clock, timers, logger },
        onChange: () => states.changed('telegram'),
        isClaimed,
      }),
    changed: () => states.changed('telegram'),
    clock,
  })
  const telegramDoor = createTelegramDoor({
    ...{ deliveries, allowList, refusals, botId: botIdOf(telegram) },
    isRemote: (payload) => {
      const seen = { event: 'update', delivery_id: 'unclaimed', assurance: 'token' as const, payload }
      return mappers.telegram({ ...seen, received_at: timestamp(clock) }).work.kind === 'remote'
    },
    isPolled: polling.isPolled,
  })

  function isClaimed(update: unknown): boolean {
    const id = telegramDeliveryId(botIdOf(telegram), update)
    const body = sha256(Buffer.from(canonicalJson(update)))
    // Under its number, or beside it when somebody else had that.
    const ids = id === null ? [] : [id, `${id}:${body.slice(0, 12)}`]
    return ids.some((each) => index.record('telegram', each)?.claim.data['body_sha256'] === body)
  }

  /** Takes up what was left, and begins to ask. Not for a process that only does one thing and leaves. */
  async function begin(): Promise<void> {
    if (telegram.bot_token !== null) await beginRemote()
    const resumed = intake.begin()
    // Mostly there are none or few; many must not keep the console from being there.
    await boundedWait(timers, MOMENT_MS, [resumed])
    if (telegram.bot_token === null) return
    intake.onChange(polling.run)
    polling.run(intake.isPaused())
    lifetime.own('polling of Telegram', polling.stop)
  }

  /** First, so that answers to questions of before the start are known as such. */
  async function beginRemote(): Promise<void> {
    lifetime.own('files of requests', attachments.stop)
    lifetime.own('remote desk', desk.close)
    const unobserve = hub.observe((_name, payload) => {
      if ('task' in payload && payload.task !== null) attachments.look(payload.task.task_id)
    })
    lifetime.own('notice of new tasks', unobserve)
    await desk.start()
    attachments.start()
  }

  return {
    begin,
    reconnect: polling.renew,
    states,
    intake,
    refusals,
    gate: createIngressGate({
      refusals,
      limiter: createFailureLimiter(FAILURE_LIMITS, () => performance.now()),
      whyOff: whyOff(config.sources),
    }),
    handlers: {
      ...createWebhookHandlers({ github, xcode, telegram, telegramDoor, deliveries, clock, ...states }),
      ...createIntakeHandlers(intake),
      ...createDeliveryHandlers({ index, bodies, journal, deliveries }),
      ...createEvidenceHandlers({
        ...{ tasks, evidence },
        ofRuns: (id) => [...auditIndex.toolCalls.evidenceOf(id), ...auditIndex.agentRuns.evidenceOf(id)],
      }),
      ...createGapHandlers({ finder: gapFinderFor(github, { index, deliveries, log, clock }) }),
    },
  }
}
