import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import type { PhaseFindings } from '../../main/core/reports/acceptance-report.ts'
import { TOOL_LEVELS } from '../../main/tool-families.ts'
import { throughTheAirlock } from './airlock-step.ts'
import { type Artifact, artifactOf, reportedPath, writeArtifact } from './artifact.ts'
import { allLines } from './audit-pages.ts'
import { withConsole } from './console-under-test.ts'
import { setPolicy } from './gate-policies.ts'
import { createGateTally, sendUnapproved } from './gate-step.ts'
import { judgeGate, type ShapeResult } from './judge-gate.ts'
import type { Phase, PhaseContext } from './phase.ts'
import { createPublishStage, type PublishStage } from './publish-stage.ts'
import { PUBLISHING_TOOLS } from './publishing-tools.ts'
import { rehashEvidence } from './rehash-step.ts'
import { markAsPublishing, reviewTrail } from './review-step.ts'
import { runCli } from './run-cli.ts'
import { sendMessage, TELEGRAM_USER } from './telegram-steps.ts'
import { openToolsWorld } from './tools-world.ts'

const OF_EACH = 2
const LEAST_SHAPES = 200
/** Publishes nothing; phase F sends it in every shape. */
const TRIED_IN_PHASE_F = 'file.publish_dry_run'

/** What publishes waits for a person; the rest of the story runs by itself. */
const STORY_POLICY = `version: 1
rules:
  - id: publishing
    match: { levels: [external_publish] }
    effect: ask
  - id: everything-else
    match: {}
    effect: allow
`

const ToldRun = z.object({ call_id: z.string() })

/** The tools track: evidence from the screen to the link, and nothing published without an approval of exactly that. */
export const phaseG: Phase = {
  letter: 'G',
  title: 'the tools: screen, OBS and the YouTube airlock, with evidence of each',
  run: runPhaseG,
}

async function runPhaseG(context: PhaseContext): Promise<PhaseFindings> {
  const fail_reasons: string[] = []
  const artifacts: Artifact[] = []
  let metrics: PhaseFindings['metrics'] = {}
  const telegram = randomBytes(24).toString('hex')
  const world = await openToolsWorld(context).catch((error: Error) => error)
  if (world instanceof Error) {
    fail_reasons.push(`OBS could not be started: ${world.message}`)
    return { metrics, artifacts, fail_reasons, config_summary: {} }
  }
  const env = {
    ...{ ...world.env, TELEGRAM_SECRET_TOKEN: telegram, TELEGRAM_ALLOWED_USERS: String(TELEGRAM_USER) },
  }
  try {
    await withConsole(context, env, fail_reasons, async (console) => {
      const unlisted = TOOL_LEVELS.filter(
        ({ tool, side_effect_level }) =>
          side_effect_level === 'external_publish' && !PUBLISHING_TOOLS.some((each) => each.tool === tool),
      ).map(({ tool }) => tool)
      if (unlisted.join() !== TRIED_IN_PHASE_F)
        fail_reasons.push(`not tried without an approval: ${unlisted.join(', ')}`)
      const stages: PublishStage[] = PUBLISHING_TOOLS.map((tool) => createPublishStage(console, tool))
      const [uploading] = stages
      if (uploading === undefined) throw new Error('nothing publishes')
      await setPolicy(console, STORY_POLICY)
      const task_id = await sendMessage(console, telegram, 78)
      await markAsPublishing(context, console, task_id)
      const story = await throughTheAirlock(world, uploading, task_id)
      fail_reasons.push(...story.wrong)
      context.say(`uploaded through ${story.faults} faults: ${story.link}`)
      const { correlation_id, call_id, approval_id } = story.upload
      const trail = await reviewTrail(console, {
        correlation_id,
        task_id,
        approval_id: approval_id ?? '',
        run: story.upload,
      })
      fail_reasons.push(...trail)
      context.say(`one request, from its message to its link: ${correlation_id}`)
      metrics = { ...metrics, ...story.metrics, correlation_link_complete: trail.length === 0 }
      artifacts.push(
        artifactOf(context, `ssot/${task_id}.json`, 'the task that came by message'),
        artifactOf(context, `audit/evidence/${correlation_id}/${call_id}/manifest.json`, 'evidence of the upload'),
      )

      const shapes: ShapeResult[] = []
      for (const [index, stage] of stages.entries()) {
        const { tool } = PUBLISHING_TOOLS[index] ?? { tool: '' }
        const tally = createGateTally(stage)
        await sendUnapproved(stage, tally, OF_EACH, () => undefined)
        const results = tally.results().map((each) => ({ ...each, shape: `${tool}: ${each.shape}` }))
        shapes.push(...results)
        context.say(`${results.length} shapes of calls of ${tool} without an approval`)
      }
      const judged = judgeGate({
        shapes,
        told: stages.flatMap((each) => each.denials()),
        recorded: (await allLines(console, 'policy_denied')).map(({ data }) => ToldRun.parse(data['run']).call_id),
        ran: (await allLines(console, 'tool_call_intended')).length,
        allowed: stages.reduce((sum, each) => sum + each.ran(), 0),
        leastCalls: LEAST_SHAPES,
      })
      fail_reasons.push(...judged.wrong)
      if (shapes.length < LEAST_SHAPES)
        fail_reasons.push(`${shapes.length} shapes, at least ${LEAST_SHAPES} are asked for`)
      if (world.youtube.videos.all.length !== 1) fail_reasons.push('a call without an approval made a video')
      const { policy_denied_rate, ...counted } = judged.metrics
      metrics = { ...metrics, external_publish_denied_rate: policy_denied_rate ?? 0, ...counted }
      artifacts.push(writeArtifact(context, 'unapproved-calls.json', { shapes }, 'shape by shape: sent, denied, why'))

      const verified = await runCli(context, ['evidence', 'verify'])
      if (verified.code !== 0) fail_reasons.push(`countersign evidence verify: ${verified.out}`)
      context.say(`evidence: ${verified.out.split('\n')[0]}`)
    })
  } finally {
    await world.close()
  }
  const hashed = await rehashEvidence(context)
  fail_reasons.push(...hashed.wrong)
  if (hashed.artifacts === 0) fail_reasons.push('there is no evidence')
  context.say(`${hashed.artifacts} files of evidence in ${hashed.packages} packages hashed again`)

  return {
    metrics: {
      ...metrics,
      evidence_hash_valid_rate: hashed.artifacts === 0 ? 0 : hashed.valid / hashed.artifacts,
      evidence_files: hashed.artifacts,
    },
    artifacts,
    fail_reasons,
    config_summary: {
      data_root: reportedPath(context, ''),
      calls_of_each_shape: OF_EACH,
      limit_least_shapes: LEAST_SHAPES,
      obs: 'OBS Studio on an X server of its own',
      youtube: 'stand-in of the resumable protocol on this machine',
    },
  }
}
