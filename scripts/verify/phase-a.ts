import { AuditTrail } from '../../contract/audit-event.ts'
import { TaskDetail } from '../../contract/task.ts'
import { canonicalJson } from '../../main/core/kernel/canonical-json.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import type { PhaseFindings } from '../../main/core/reports/acceptance-report.ts'
import { percentile } from '../../main/core/reports/percentile.ts'
import { runVitest } from '../test/vitest-run.ts'
import { type Artifact, artifactOf, reportedPath, writeArtifact } from './artifact.ts'
import { type ConsoleUnderTest, withConsole } from './console-under-test.ts'
import { hundredths } from './hundredths.ts'
import type { Phase, PhaseContext } from './phase.ts'
import { createSampleTask, SAMPLE_TASK_FILE, SAMPLE_TASK_ID } from './sample-task.ts'

const DETAIL = `/api/tasks/${SAMPLE_TASK_ID}`
const DETAIL_READS = 10
const TIMED_READS = 200
/** The seeds' limit for reads. */
const MAX_API_P95_MS = 200
const SUITES = ['unit', 'adapters', 'http']
/** The seeds ask for at least three tests. */
const MIN_TESTS = 3

/** Module 1: one task through the API and back, stable, immediate and recorded. */
export const phaseA: Phase = {
  letter: 'A',
  title: 'SSOT and API, the smallest closed loop',
  run: runPhaseA,
}

async function runPhaseA(context: PhaseContext): Promise<PhaseFindings> {
  const fail_reasons: string[] = []
  const artifacts: Artifact[] = []
  let stable = false
  const readMs: number[] = []

  await withConsole(context, {}, fail_reasons, async (console) => {
    const created = await createSampleTask(console)
    context.say('a sample task is created')
    const hashes = await readTenTimes(console)
    stable = new Set(hashes).size === 1
    context.say(`read ${DETAIL_READS} times, ${new Set(hashes).size} different sha256`)
    artifacts.push(
      writeArtifact(
        context,
        'response-hashes.json',
        { request: `GET ${DETAIL}`, sha256: hashes },
        'sha256 of the canonical JSON of each of the ten answers',
      ),
    )
    for (const verb of ['approve', 'reject'] as const) fail_reasons.push(...(await decideAndLook(console, verb)))
    context.say('approved, then rejected; each looked at right afterwards')
    fail_reasons.push(...(await missingFromTrail(console, created.correlation_id)))
    readMs.push(...(await timeReads(console)))
    artifacts.unshift(artifactOf(context, SAMPLE_TASK_FILE, 'the sample task'))
  })

  context.say(`tests: ${SUITES.join(', ')}`)
  const tests = await runVitest(context.root, { name: 'verify-a', suites: SUITES, coverage: false }, 'terminal')
  fail_reasons.push(...tests.problems)
  if (tests.failed > 0) fail_reasons.push(`${tests.failed} tests failed`)
  if (tests.passed < MIN_TESTS) fail_reasons.push(`${tests.passed} tests passed, at least ${MIN_TESTS} are asked for`)
  if (!stable) fail_reasons.push('hash_stability_pass is false')

  const measured = readMs.length > 0
  const api = measured
    ? { api_p50_ms: hundredths(percentile(readMs, 50)), api_p95_ms: hundredths(percentile(readMs, 95)) }
    : {}
  if (!measured) fail_reasons.push('no API latency was measured')
  else if (percentile(readMs, 95) >= MAX_API_P95_MS) fail_reasons.push(`api_p95_ms is not below ${MAX_API_P95_MS}`)
  return {
    metrics: { ...api, hash_stability_pass: stable, tests_passed: tests.passed, tests_failed: tests.failed },
    artifacts,
    fail_reasons,
    config_summary: {
      data_root: reportedPath(context, ''),
      sample_task_id: SAMPLE_TASK_ID,
      detail_reads: DETAIL_READS,
      timed_reads: readMs.length,
      limit_api_p95_ms: MAX_API_P95_MS,
      test_suites: SUITES.join(' '),
    },
  }
}

/** sha256 of the canonical JSON of each answer. Throws when the bytes differ although they mean the same. */
async function readTenTimes(console: ConsoleUnderTest): Promise<string[]> {
  const texts: string[] = []
  for (let n = 0; n < DETAIL_READS; n++) {
    const { status, text } = await console.get(DETAIL)
    if (status !== 200) throw new Error(`GET ${DETAIL} was answered ${status}`)
    texts.push(text)
  }
  if (new Set(texts).size > 1) throw new Error('the ten answers are not the same bytes')
  return texts.map((text) => sha256(canonicalJson(JSON.parse(text))))
}

async function decideAndLook(console: ConsoleUnderTest, verb: 'approve' | 'reject'): Promise<string[]> {
  const path = `${DETAIL}/${verb}`
  const nobody = await console.postAsNobody(path, {})
  if (nobody.status !== 401) return [`POST ${path} without a token was answered ${nobody.status}, not 401`]
  const { base_sha } = TaskDetail.parse(JSON.parse((await console.get(DETAIL)).text))
  const decided = await console.post(path, { comment: `${verb} by npm run verify`, base_sha })
  if (decided.status !== 200) return [`POST ${path} was answered ${decided.status}: ${decided.text}`]
  const seen = TaskDetail.parse(JSON.parse((await console.get(DETAIL)).text))
  const status = verb === 'approve' ? 'approved' : 'rejected'
  if (seen.verdict?.decision === verb && seen.status === status) return []
  return [`right after ${verb} the task is ${seen.status} and its verdict ${seen.verdict?.decision ?? 'missing'}`]
}

/** What the seeds call key events must all be found under the task's correlation id. */
async function missingFromTrail(console: ConsoleUnderTest, correlationId: string): Promise<string[]> {
  const answer = await console.get(`/api/audit/${correlationId}`)
  if (answer.status !== 200) return [`GET /api/audit/${correlationId} was answered ${answer.status}`]
  const { events } = AuditTrail.parse(JSON.parse(answer.text))
  const wanted = ['task_created', 'task_approved', 'task_rejected']
  const missing = wanted.filter(
    (type) => !events.some((event) => event.type === type && event.task_id === SAMPLE_TASK_ID),
  )
  return missing.map((type) => `no audit line ${type} with the task's correlation id`)
}

/** The list and the detail by turns, one after the other, as a person's console reads. */
async function timeReads(console: ConsoleUnderTest): Promise<number[]> {
  const ms: number[] = []
  for (let n = 0; n < TIMED_READS; n++) {
    const answer = await console.get(n % 2 === 0 ? '/api/tasks' : DETAIL)
    if (answer.status !== 200) throw new Error(`a read was answered ${answer.status}`)
    ms.push(answer.ms)
  }
  return ms
}
