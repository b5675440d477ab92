import { randomBytes } from 'node:crypto'
import type { AuditEventType } from '../../contract/audit-event.ts'
import type { PhaseFindings } from '../../main/core/reports/acceptance-report.ts'
import { percentile } from '../../main/core/reports/percentile.ts'
import { type Artifact, artifactOf, reportedPath, writeArtifact } from './artifact.ts'
import { auditLines, refusalsIn } from './audit-lines.ts'
import { type ConsoleUnderTest, withConsole } from './console-under-test.ts'
import { DUE, FLOOD, floodAndRead, READS } from './flood-step.ts'
import { sendAndReplay, sendForged } from './github-steps.ts'
import { hundredths } from './hundredths.ts'
import { floodMetrics, judgeFlood, MAX_RATIO, MAX_READ_P95_MS } from './judge-flood.ts'
import type { Phase, PhaseContext } from './phase.ts'
import { replayMessage, TELEGRAM_USER, timeIngest } from './telegram-steps.ts'
import { until } from './until.ts'

const FORGED = 50
const REPLAYS = 10
const MESSAGES = 100
/** The seeds' limit for writes. */
const MAX_INGEST_P95_MS = 500
/** Refusals are written at the latest one window of five seconds after they happened. */
const COUNT_PATIENCE_MS = 15_000

/** Lines that must be there at the least: each step's claims, results, replays and tasks, and that deliveries were refused. */
const KEY_EVENTS: Readonly<Partial<Record<AuditEventType, number>>> = {
  webhook_rejected: 1,
  webhook_received: 1 + 1 + MESSAGES,
  webhook_applied: 1 + 1 + MESSAGES,
  webhook_replayed: REPLAYS,
  telegram_dedup_hit: REPLAYS,
  task_created: 1 + 1 + MESSAGES,
}

/** Module 3: forged deliveries stay out, good ones count once, and a flood is not noticed. */
export const phaseC: Phase = {
  letter: 'C',
  title: 'webhooks and Telegram, everything in once and nothing forged',
  run: runPhaseC,
}

async function runPhaseC(context: PhaseContext): Promise<PhaseFindings> {
  const fail_reasons: string[] = []
  const artifacts: Artifact[] = []
  let metrics: PhaseFindings['metrics'] = {}
  const secret = randomBytes(24).toString('hex')
  const token = randomBytes(24).toString('hex')
  const env = {
    ...{ WEBHOOK_SECRET: secret, TELEGRAM_SECRET_TOKEN: token, TELEGRAM_ALLOWED_USERS: String(TELEGRAM_USER) },
  }

  await withConsole(context, env, fail_reasons, async (console) => {
    const refused = await sendForged(console, secret, FORGED)
    context.say(`${refused} of ${FORGED} forged deliveries were refused`)
    if (refused !== FORGED) fail_reasons.push(`${FORGED - refused} forged deliveries were not refused`)
    metrics = { ...metrics, signature_reject_rate: refused / FORGED }

    const delivered = await sendAndReplay(context, console, secret, REPLAYS)
    context.say(`one signed delivery, replayed ${REPLAYS} times`)
    const message = await replayMessage(context, console, token, REPLAYS)
    context.say(`one message from Telegram, replayed ${REPLAYS} times: ${message.created} task`)
    fail_reasons.push(...delivered.wrong, ...message.wrong)
    metrics = { ...metrics, idempotency_pass: delivered.pass, telegram_dedup_pass: message.pass }

    const ingestMs = await timeIngest(context, console, token, MESSAGES)
    const ingest = percentile(ingestMs, 95)
    context.say(`${MESSAGES} messages from Telegram became tasks`)
    if (ingest >= MAX_INGEST_P95_MS) fail_reasons.push(`telegram_ingest_p95_ms is not below ${MAX_INGEST_P95_MS}`)
    metrics = { ...metrics, telegram_ingest_p95_ms: hundredths(ingest), telegram_tasks_created: message.created }

    // Last, so that the list which is read meanwhile has a hundred rows.
    const flood = await floodAndRead(console, context.say)
    fail_reasons.push(...judgeFlood(flood, DUE))
    metrics = { ...metrics, ...floodMetrics(flood) }
    const recorded = await checkAudit(console, FORGED + flood.forged)
    fail_reasons.push(...recorded.wrong)
    metrics = { ...metrics, audit_events_written: recorded.written, refusals_counted: recorded.refusals }

    artifacts.push(
      artifactOf(context, delivered.file, 'the task of the signed delivery'),
      artifactOf(context, message.file, 'the task of the message that came eleven times'),
      writeArtifact(
        context,
        'flood.json',
        {
          ...flood,
          sustained: flood.sustained.map(hundredths),
          flooded: flood.flooded.map(hundredths),
          quiet: flood.quiet.map(hundredths),
        },
        'milliseconds of each GET /api/tasks under flood and without, and how the flood was answered',
      ),
      writeArtifact(
        context,
        'telegram-ingest.json',
        { ms: ingestMs.map(hundredths) },
        'milliseconds from the call to the task file, message by message',
      ),
    )
  })

  return {
    metrics,
    artifacts,
    fail_reasons,
    config_summary: {
      data_root: reportedPath(context, ''),
      forged_deliveries: FORGED,
      replays: REPLAYS,
      telegram_messages: MESSAGES,
      key_events: Object.values(KEY_EVENTS).reduce((sum, least) => sum + least, 0),
      flood_per_second: FLOOD.perSecond,
      flood_seconds: FLOOD.seconds,
      reads_per_second: READS.perSecond,
      reads_under_flood: DUE.reads,
      reads_without_flood: DUE.reads,
      limit_flood_p95_ratio: MAX_RATIO,
      limit_flood_api_p95_ms: MAX_READ_P95_MS,
      limit_telegram_ingest_p95_ms: MAX_INGEST_P95_MS,
    },
  }
}

/** All key events, and every single refusal in some line's count. */
async function checkAudit(
  console: ConsoleUnderTest,
  refusals: number,
): Promise<{ written: number; refusals: number; wrong: string[] }> {
  const wrong: string[] = []
  const counted = async (): Promise<number> => refusalsIn(await auditLines(console, 'webhook_rejected'))
  await until(COUNT_PATIENCE_MS, async () => (await counted()) >= refusals)
  const told = await counted()
  if (told !== refusals) wrong.push(`the audit log tells of ${told} refused deliveries, not ${refusals}`)
  let written = 0
  for (const [type, least] of Object.entries(KEY_EVENTS) as [AuditEventType, number][]) {
    const lines = (await auditLines(console, type)).length
    if (lines < least) wrong.push(`${lines} audit lines ${type}, at least ${least} are needed`)
    written += lines
  }
  return { written, refusals: told, wrong }
}
