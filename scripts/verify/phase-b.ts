import { AuditPage } from '../../contract/audit-event.ts'
import { TaskDetail } from '../../contract/task.ts'
import type { PhaseFindings } from '../../main/core/reports/acceptance-report.ts'
import { percentile } from '../../main/core/reports/percentile.ts'
import { type Artifact, artifactOf, reportedPath, writeArtifact } from './artifact.ts'
import { type ConsoleUnderTest, withConsole } from './console-under-test.ts'
import { type EventClient, openEventClient } from './event-client.ts'
import { hundredths } from './hundredths.ts'
import { type Change, judgeArrivals } from './judge-arrivals.ts'
import type { Phase, PhaseContext } from './phase.ts'
import { createSampleTask, SAMPLE_TASK_FILE, SAMPLE_TASK_ID } from './sample-task.ts'
import { until } from './until.ts'

const CLIENTS = 3
const CHANGES = 20
/** The seeds' limit for a change to reach the screen. */
const MAX_SSE_MS = 1000
const PATIENCE_MS = 10_000

/** Module 2: every change is seen by every client, at once. */
export const phaseB: Phase = {
  letter: 'B',
  title: 'server-sent events, everything seen live',
  run: runPhaseB,
}

async function runPhaseB(context: PhaseContext): Promise<PhaseFindings> {
  const fail_reasons: string[] = []
  const artifacts: Artifact[] = []
  const changes: Change[] = []
  const latencies: number[] = []
  let connected = 0
  let disconnects = 0

  await withConsole(context, {}, fail_reasons, async (console) => {
    await createSampleTask(console)
    const clients: EventClient[] = []
    try {
      for (let n = 0; n < CLIENTS; n++) clients.push(await openEventClient(console.url, console.token))
      connected = await countedBy(console)
      context.say(`${connected} clients are connected`)
      for (let n = 0; n < CHANGES; n++) changes.push(await changeStatus(console, n))
      await until(PATIENCE_MS, () => clients.every((client) => client.arrivals.length >= CHANGES || client.wasCutOff()))
      context.say(`${changes.length} status changes done`)
    } finally {
      disconnects = clients.filter((client) => client.wasCutOff()).length
      for (const client of clients) client.close()
    }
    for (const [i, client] of clients.entries()) {
      const { ms, wrong } = judgeArrivals(client.arrivals, changes)
      latencies.push(...ms)
      fail_reasons.push(...wrong.map((what) => `client ${i + 1}: ${what}`))
    }
    fail_reasons.push(...(await missingFromAudit(console)))
    artifacts.push(
      artifactOf(context, SAMPLE_TASK_FILE, 'the task whose status was changed'),
      writeArtifact(
        context,
        'sse-latencies.json',
        { clients: CLIENTS, changes: CHANGES, ms: latencies.map(hundredths) },
        'milliseconds from asking for a change to its arrival, client by client',
      ),
    )
  })

  const expected = changes.length * CLIENTS
  if (connected < CLIENTS) fail_reasons.push(`${connected} clients were connected, at least ${CLIENTS} are asked for`)
  if (changes.length !== CHANGES)
    fail_reasons.push(`${changes.length} status changes were done, ${CHANGES} are asked for`)
  if (latencies.length !== expected) fail_reasons.push(`${latencies.length} events arrived, not ${expected}`)
  if (disconnects > 0) fail_reasons.push(`${disconnects} clients were cut off`)
  const slowest = Math.max(0, ...latencies)
  if (slowest >= MAX_SSE_MS)
    fail_reasons.push(`the slowest event took ${hundredths(slowest)} ms, not below ${MAX_SSE_MS}`)
  const latency =
    latencies.length === 0
      ? {}
      : {
          sse_latency_p50_ms: hundredths(percentile(latencies, 50)),
          sse_latency_p95_ms: hundredths(percentile(latencies, 95)),
        }
  return {
    metrics: {
      sse_connected_clients: connected,
      sse_events_sent: changes.length,
      sse_events_received: latencies.length,
      ...latency,
      sse_disconnect_count: disconnects,
    },
    artifacts,
    fail_reasons,
    config_summary: {
      data_root: reportedPath(context, ''),
      sample_task_id: SAMPLE_TASK_ID,
      clients: CLIENTS,
      status_changes: CHANGES,
      limit_sse_latency_ms: MAX_SSE_MS,
    },
  }
}

/** Clients as the console itself counts them. */
async function countedBy(console: ConsoleUnderTest): Promise<number> {
  const info = JSON.parse((await console.get('/system/info')).text) as { events: { clients: number } }
  return info.events.clients
}

async function changeStatus(console: ConsoleUnderTest, n: number): Promise<Change> {
  const verb = n % 2 === 0 ? 'approve' : 'reject'
  const path = `/api/tasks/${SAMPLE_TASK_ID}`
  const { base_sha } = TaskDetail.parse(JSON.parse((await console.get(path)).text))
  const { status, text, sentAt } = await console.post(`${path}/${verb}`, { base_sha })
  if (status !== 200) throw new Error(`change ${n + 1} was answered ${status}: ${text}`)
  const { version } = TaskDetail.parse(JSON.parse(text))
  return { version, event: verb === 'approve' ? 'task_approved' : 'task_rejected', sentAt }
}

/** Connections, disconnections and the number of clients of every broadcast belong in the log. */
async function missingFromAudit(console: ConsoleUnderTest): Promise<string[]> {
  const lines = async (type: string) =>
    AuditPage.parse(JSON.parse((await console.get(`/api/audit?type=${type}&limit=1000`)).text)).items
  const missing: string[] = []
  const count = async (type: string): Promise<number> => (await lines(type)).length
  if ((await count('sse_client_connected')) !== CLIENTS) missing.push('not every connection has its audit line')
  if (!(await until(PATIENCE_MS, async () => (await count('sse_client_disconnected')) === CLIENTS)))
    missing.push('not every disconnection has its audit line')
  const broadcasts = [...(await lines('task_approved')), ...(await lines('task_rejected'))]
  if (broadcasts.length !== CHANGES || broadcasts.some(({ data }) => data['broadcast_count'] !== CLIENTS))
    missing.push(`not every broadcast has its audit line with broadcast_count ${CLIENTS}`)
  return missing
}
