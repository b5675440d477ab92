import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { SystemInfo } from '../contract/system.ts'
import { DELIVERY_LIMITS } from './adapters/audit-index/delivery-tables.ts'
import { openSqliteAuditIndex } from './adapters/audit-index/sqlite-audit-index.ts'
import { watchFolder } from './adapters/files/folder-events.ts'
import { takeInstanceLock } from './adapters/files/instance-lock.ts'
import { openJsonTaskStore } from './adapters/files/json-task-store.ts'
import { openJsonTokenRegister } from './adapters/files/json-token-register.ts'
import { openJsonlEventLog } from './adapters/files/jsonl-event-log.ts'
import { watchSsot } from './adapters/files/ssot-watcher.ts'
import { openSecretFiles } from './adapters/secrets/secret-files.ts'
import { createJwtTokens } from './adapters/tokens/jwt-tokens.ts'
import type { Config } from './config.ts'
import type { App } from './console-app.ts'
import { createLoginCodes } from './core/access/login-codes.ts'
import type { Sealer } from './core/access/sealer.ts'
import type { EventDraft } from './core/audit/event-log.ts'
import { createEventHub } from './core/broadcast/event-hub.ts'
import { SYSTEM } from './core/kernel/call.ts'
import type { Clock } from './core/kernel/clock.ts'
import type { IdSource } from './core/kernel/ids.ts'
import { type Lifetime, openOwned } from './core/kernel/lifetime.ts'
import type { Logger } from './core/kernel/logger.ts'
import { sha256 } from './core/kernel/sha256.ts'
import { createExternalChangeRecorder } from './core/tasks/external-changes.ts'
import { createOwedOutcomes } from './core/tasks/owed-outcomes.ts'
import { createTaskService } from './core/tasks/task-service.ts'
import { settleOpenWrites } from './core/tasks/write-recovery.ts'
import type { HostPorts } from './core/tools/host-ports.ts'
import { createAccountHandlers } from './http/account-handlers.ts'
import { createHttpApp } from './http/app.ts'
import { createAuthenticator } from './http/authenticate.ts'
import { AUTHENTICATION_LIMITS, createAuthenticationGate } from './http/authentication-gate.ts'
import { createEventStream, STREAM_LIMITS } from './http/events-sse.ts'
import { createFailureLimiter } from './http/failure-limiter.ts'
import { hostRules } from './http/guards.ts'
import { createPipeline } from './http/pipeline.ts'
import { createSessionHandlers } from './http/session-handlers.ts'
import { loadStaticConsole } from './http/static-console.ts'
import { createSystemHandlers } from './http/system-handlers.ts'
import { createTaskHandlers } from './http/task-handlers.ts'
import { createFamilySecrets, secretsInfo, settleOutsideSecrets } from './kept-secrets.ts'
import { createNodeTimers } from './node-timers.ts'
import { operatorSub } from './operator-name.ts'
import { findResources } from './resources.ts'
import { createSystemInfo } from './system-info.ts'
import { wireAgents } from './wire-agents.ts'
import { wireAudit } from './wire-audit.ts'
import { wireEvidence } from './wire-evidence.ts'
import { wireGovernance } from './wire-governance.ts'
import { wireIngress } from './wire-ingress.ts'
import { wireProtocol } from './wire-protocol.ts'
import { wireSettings } from './wire-settings.ts'
import { wireTools } from './wire-tools.ts'

/** Frames kept for clients that come back with Last-Event-ID. */
const REPLAY_FRAMES = 5000
const SIGN_EVERY_MS = 100
/** How often outcome lines that the log could not take are tried again. */
const SETTLE_EVERY_MS = 1000

const systemLine = (type: EventDraft['type'], data: EventDraft['data']): EventDraft => ({
  ...{ type, actor: SYSTEM, correlation_id: 'system', task_id: null, route: null, status: null, data },
})

/** Wires everything by hand. Throws StartupError; what was opened by then is closed again. */
export async function createApp(
  config: Config,
  host: SystemInfo['host'],
  logger: Logger,
  sealer: Sealer,
  ports: HostPorts,
): Promise<App> {
  const { value, lifetime } = await openOwned((owner) => wire(config, host, logger, sealer, ports, owner))
  return { ...value, close: () => lifetime.close() }
}

async function wire(
  config: Config,
  host: SystemInfo['host'],
  logger: Logger,
  sealer: Sealer,
  ports: HostPorts,
  lifetime: Lifetime,
): Promise<Omit<App, 'close'>> {
  const clock: Clock = { now: () => Date.now() }
  const ids: IdSource = { hex: (bytes) => randomBytes(bytes).toString('hex') }
  const resources = findResources(import.meta.dirname)
  const startedMs = clock.now()
  const folder = (name: string): string => join(config.data_root, name)
  let stopping = false

  const instance = takeInstanceLock(config.data_root)
  lifetime.own('instance lock', () => instance.release())
  for (const name of ['ssot', 'audit', 'reports']) mkdirSync(folder(name), { recursive: true })
  const secrets = openSecretFiles(config.data_root)
  secrets.removeLeftovers()
  const keys = await secrets.auditKeys(sealer, config.secrets.at_rest)
  await settleOutsideSecrets(secrets, sealer, config)

  let index: ReturnType<typeof openSqliteAuditIndex> | null = null
  const opened = await openJsonlEventLog({
    folder: folder('audit'),
    keys,
    clock,
    logger,
    maxSegmentBytes: config.audit_segment_bytes,
    recover: config.accept_audit_loss,
    witness: secrets.auditWitness(),
    onCommitted: (lines) => index?.add(lines),
    signEveryMs: SIGN_EVERY_MS,
  })
  lifetime.own('audit log', opened.close)
  const { log } = opened
  const auditIndex = openSqliteAuditIndex({
    file: join(folder('audit'), 'index.sqlite'),
    logFolder: folder('audit'),
    logger,
    clock,
    deliveryLimits: DELIVERY_LIMITS,
  })
  index = auditIndex
  lifetime.own('audit index', () => auditIndex.close())

  const ssotEvents = watchFolder(folder('ssot'))
  lifetime.own('file events of ssot/', ssotEvents.close)
  const store = openJsonTaskStore(folder('ssot'))
  lifetime.own('task store', store.close)
  const settled = await settleOpenWrites({ index: auditIndex, log, store })
  await log.record(
    systemLine('service_started', {
      version: resources.version,
      host,
      tasks: store.index.size,
      settled_writes: settled,
    }),
  )
  let ended = false
  lifetime.own('last audit line', async () => {
    ended = true
    await log.record(systemLine('service_stopped', {}))
  })

  const hub = createEventHub({ capacity: REPLAY_FRAMES, startSeq: log.head().seq, clock })
  const noticed = createExternalChangeRecorder({ log, hub })
  const owed = createOwedOutcomes(log)
  const settling = setInterval(() => void owed.settle().catch(() => undefined), SETTLE_EVERY_MS).unref()
  lifetime.own('owed outcomes', async () => {
    clearInterval(settling)
    await owed.settle()
  })
  const tasks = createTaskService({ store, log, hub, owed, clock, ids })
  const watcher = watchSsot({ events: ssotEvents, store, noticed, logger })
  lifetime.own('watch over ssot/', watcher.close)

  const register = openJsonTokenRegister(secrets.folder, { clock, timers: createNodeTimers(), logger })
  lifetime.own('register of tokens', register.close)
  const tokens = createJwtTokens({ secret: config.jwt_secret ?? secrets.jwtSecret(), register, clock, ids })
  const codes = createLoginCodes({ clock, ids })
  const cookieName = `countersign_session_${sha256(config.data_root).slice(0, 6)}`
  const stream = createEventStream({ hub, log, limits: STREAM_LIMITS, isLive: tokens.isLive })
  lifetime.own('event stream', stream.close)
  lifetime.own('event hub', hub.close)

  const base = { config, log, auditIndex, store, hub, clock, ids, logger }
  const settings = await wireSettings(base, lifetime)
  const { evidence, room, ...kept } = wireEvidence({ ...base, ...settings, keys }, lifetime)
  const shared = { ...base, evidence, room }
  const familySecrets = createFamilySecrets(secrets, sealer, config)
  const tools = wireTools({ ...shared, ...settings, secrets: familySecrets, host: ports }, lifetime)
  const governance = await wireGovernance({ ...shared, ...tools, owed, tasksAway: watcher.isAway }, lifetime)
  const held = wireProtocol({ ...shared, ...settings, tasks, owed, policy: governance.policy }, lifetime)
  const ingress = await wireIngress({ ...shared, ...settings, ...held, approvals: governance.approvals }, lifetime)
  const audit = wireAudit({ ...shared, keys, tasks }, lifetime)
  const info = createSystemInfo({
    ...{ config, host, clock, startedMs, store, log, hub, stream },
    ...{ sources: ingress.states, intake: ingress.intake, version: resources.version, index: auditIndex },
    secrets: () => secretsInfo(secrets, sealer, config),
    evidence: room.info,
    warnings: () => [...audit.warnings(), ...governance.policy.warnings(), ...settings.warnings(), ...room.warnings()],
  })
  const outside = secrets.outside(sealer, config.secrets.at_rest)
  const driving = { ...shared, ...settings, ...held, tokens, owed, secretOf: outside.read }
  const { agents, ...driven } = await wireAgents(driving, lifetime)
  await held.protocol.start()
  const bootId = ids.hex(4)
  let requests = 0
  const { fetch, refuseUnreadable } = createHttpApp({
    pipeline: createPipeline({
      log,
      logger,
      hosts: hostRules(config.allowed_hosts),
      authenticate: createAuthenticator({
        ...{ tokens, cookieName },
        correlationOf: (taskId) => store.index.get(taskId)?.task?.correlation_id ?? null,
      }),
      failures: createAuthenticationGate({
        lines: ingress.refusals,
        limiter: createFailureLimiter(AUTHENTICATION_LIMITS, () => performance.now()),
      }),
      isStopping: () => stopping,
      gate: ingress.gate,
    }),
    handlers: {
      ...createTaskHandlers({ tasks, decide: held.protocol.decide, store, bootId }),
      ...held.handlers,
      ...driven.handlers,
      ...audit.handlers,
      ...createSessionHandlers({
        ...{ codes, tokens, log, clock, cookieName, operator: operatorSub(config), endDeadStreams: stream.endDead },
        hasTask: (taskId) => store.index.get(taskId) !== undefined,
      }),
      ...createSystemHandlers({
        info,
        version: resources.version,
        uptimeSeconds: () => (clock.now() - startedMs) / 1000,
      }),
      ...ingress.handlers,
      ...governance.handlers,
      ...createAccountHandlers(tools.accounts),
      ...settings.handlers,
      ...kept.handlers,
      ...stream.handlers,
    },
    console: loadStaticConsole(resources.console),
    nextCorrelationId: () => `req-${bootId}-${(requests++).toString(36)}`,
    worldCorrelationId: () => `in-${ids.hex(8)}`,
  })

  return {
    fetch,
    refuseUnreadable,
    begin: () => ingress.begin().then(audit.begin).then(room.begin).then(governance.takeUp).then(agents.begin),
    reconnect: ingress.reconnect,
    ...{ events: hub, loginCodes: codes, instance, settings: settings.settings, listening: settings.listening },
    // A window may call until it is gone; nothing is written behind the line that says that the service stopped.
    note: (draft) => {
      if (!ended) log.note(draft)
    },
    stopTakingRequests: () => {
      stopping = true
      // At once, so that whoever waits for the outcome of a call still gets it.
      governance.stopTools()
    },
  }
}
