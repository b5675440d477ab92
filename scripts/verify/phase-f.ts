import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import type { PhaseFindings } from '../../main/core/reports/acceptance-report.ts'
import { type Artifact, artifactOf, reportedPath, writeArtifact } from './artifact.ts'
import { allLines } from './audit-pages.ts'
import { reproduceConflicts } from './conflict-step.ts'
import { withConsole } from './console-under-test.ts'
import { lookAtEvidence } from './evidence-step.ts'
import { createGateTally, sendUnapproved, sendUnauthorised } from './gate-step.ts'
import { judgeGate, type ShapeResult } from './judge-gate.ts'
import type { Phase, PhaseContext } from './phase.ts'
import { createPublishStage, DRY_RUN, type PublishStage } from './publish-stage.ts'
import { raceForApprovals } from './race-step.ts'
import { proveStory, reviewTrail, tellStory } from './review-step.ts'
import { TELEGRAM_USER } from './telegram-steps.ts'
import type { Unapproved } from './unapproved-shapes.ts'

/** Calls of each shape; all shapes together must make at least LEAST_CALLS. */
const OF_EACH = 40
const LEAST_CALLS = 1000
const CONFLICT_ROUNDS = 20
const RACES = 20
const AT_ONCE = 10
const UNAUTHORISED_OF_EACH = 10

const ToldRun = z.object({ call_id: z.string() })

/** Module 6: nothing is published without an approval of exactly that, and all of it can be reviewed. */
export const phaseF: Phase = {
  letter: 'F',
  title: 'the gate, approvals, conflicts, and one request reviewed from its message to its receipt',
  run: runPhaseF,
}

async function runPhaseF(context: PhaseContext): Promise<PhaseFindings> {
  const fail_reasons: string[] = []
  const artifacts: Artifact[] = []
  let metrics: PhaseFindings['metrics'] = {}
  const telegram = randomBytes(24).toString('hex')
  const env = { TELEGRAM_SECRET_TOKEN: telegram, TELEGRAM_ALLOWED_USERS: String(TELEGRAM_USER) }
  const stages: PublishStage[] = []
  const shapes: ShapeResult[] = []
  let leftApproved: readonly Unapproved[] = []

  await withConsole(context, env, fail_reasons, async (console) => {
    const stage = createPublishStage(console, DRY_RUN)
    stages.push(stage)
    const story = await tellStory(context, stage, telegram)
    const trail = await reviewTrail(console, story)
    const proven = await proveStory(context, console, story)
    fail_reasons.push(...trail, ...proven.wrong)
    context.say(`one request, from its message to its receipt: ${story.correlation_id}`)
    const seen = await lookAtEvidence(context, console, story)
    fail_reasons.push(...seen.wrong)
    context.say(`${seen.artifacts} files of evidence seen over HTTP and in the page`)
    artifacts.push(
      artifactOf(context, `ssot/${story.task_id}.json`, 'the task that came by message'),
      artifactOf(context, proven.statement, 'signed statement of the proof folder about its correlation id'),
      ...(seen.picture === null ? [] : [artifactOf(context, seen.picture, 'the evidence in the page')]),
    )
    metrics = {
      ...metrics,
      correlation_review_pass: trail.length + proven.wrong.length === 0,
      evidence_visible_pass: seen.wrong.length === 0,
    }

    const conflicts = await reproduceConflicts(context, console, CONFLICT_ROUNDS)
    fail_reasons.push(...conflicts.wrong)
    const conflictLines = (await allLines(console, 'write_conflict')).length
    if (conflictLines !== conflicts.conflicts)
      fail_reasons.push(`${conflictLines} audit lines write_conflict, not ${conflicts.conflicts}`)
    context.say(`${conflicts.conflicts} write conflicts reproduced`)
    metrics = {
      ...metrics,
      write_conflicts_reproduced: conflicts.conflicts,
      write_conflict_events_written: conflictLines,
    }

    const race = await raceForApprovals(stage, RACES, AT_ONCE)
    if (race.notOnce > 0) fail_reasons.push(`${race.notOnce} approvals did not run exactly once`)
    context.say(`${race.races} approvals, each used by ${AT_ONCE} calls at once`)
    metrics = { ...metrics, approvals_raced: race.races, approvals_not_run_once: race.notOnce }

    const stray = await sendUnauthorised(stage, UNAUTHORISED_OF_EACH)
    if (stray.refused !== stray.sent)
      fail_reasons.push(`${stray.sent - stray.refused} calls without authority were not refused`)
    metrics = { ...metrics, unauthorised_denied_rate: stray.refused / stray.sent }

    const tally = createGateTally(stage)
    leftApproved = await sendUnapproved(stage, tally, OF_EACH, context.say)
    shapes.push(...tally.results())
  })

  // What was approved before a restart is not approved any more.
  await withConsole(context, env, fail_reasons, async (console) => {
    const stage = createPublishStage(console, DRY_RUN)
    stages.push(stage)
    const tally = createGateTally(stage)
    await tally.send('restarted', leftApproved)
    shapes.push(...tally.results())
    context.say(`${leftApproved.length} approved calls sent after a restart`)
    const denied = await allLines(console, 'policy_denied')
    const judged = judgeGate({
      shapes,
      told: stages.flatMap((each) => each.denials()),
      recorded: denied.map(({ data }) => ToldRun.parse(data['run']).call_id),
      ran: (await allLines(console, 'tool_call_intended')).length,
      allowed: RACES + stages.reduce((sum, each) => sum + each.ran(), 0),
      leastCalls: LEAST_CALLS,
    })
    fail_reasons.push(...judged.wrong)
    metrics = { ...judged.metrics, ...metrics }
    artifacts.push(writeArtifact(context, 'unapproved-calls.json', { shapes }, 'shape by shape: sent, denied, why'))
  })

  return {
    metrics,
    artifacts,
    fail_reasons,
    config_summary: {
      data_root: reportedPath(context, ''),
      calls_of_each_shape: OF_EACH,
      limit_least_calls: LEAST_CALLS,
      conflict_rounds: CONFLICT_ROUNDS,
      races: RACES,
      calls_of_each_race: AT_ONCE,
      random_races: 'npm test -- --only unit: 10,000 by default (tests/unit/approvals/races.test.ts)',
    },
  }
}
