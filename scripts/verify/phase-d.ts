import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PhaseFindings } from '../../main/core/reports/acceptance-report.ts'
import { type AgentsStage, createAgentsStage } from './agents-stage.ts'
import { type Artifact, artifactOf, reportedPath, writeArtifact } from './artifact.ts'
import { AGENTS, BEATS, p95, playAtOnce, READS } from './at-once-step.ts'
import { type CodexWorld, openCodexWorld, playCodex } from './codex-step.ts'
import { withConsole } from './console-under-test.ts'
import { DISHONEST_CASES, TIMEOUT_CASES } from './dishonest-cases.ts'
import { type CaughtCase, forgottenModes, playCases } from './dishonest-step.ts'
import { hundredths } from './hundredths.ts'
import type { Phase, PhaseContext } from './phase.ts'
import { playRounds, STORY_TASK } from './rounds-step.ts'
import { agentsOfAllModes, scriptAgent } from './script-agents.ts'

/** For reads while twenty agents work. */
const MAX_READ_P95_MS = 20
/** A case that is about time, not about a dishonest mode of a script. */
const HELD = 'executor-held'

/** Module 4: executor and reviewer held to what they said. */
export const phaseD: Phase = {
  letter: 'D',
  title: 'agents held to what they said: the scripts in every mode, and Codex',
  run: runPhaseD,
}

interface Found {
  readonly metrics: PhaseFindings['metrics']
  readonly artifacts: readonly Artifact[]
  readonly wrong: readonly string[]
}

async function runPhaseD(context: PhaseContext): Promise<PhaseFindings> {
  const fail_reasons: string[] = []
  const artifacts: Artifact[] = []
  let metrics: PhaseFindings['metrics'] = {}
  const codex = await openCodexWorld(context).catch((error: Error) => error)
  const modes = agentsOfAllModes(context.root)
  fail_reasons.push(...forgottenModes(Object.keys(modes)).map((name) => `no case is about the mode ${name}`))
  writeAgents(context, { ...modes, ...(codex instanceof Error ? {} : codex.agents) })
  try {
    await withConsole(context, {}, fail_reasons, async (console) => {
      const stage = await createAgentsStage(console)
      const steps = [
        () => honestRounds(context, stage),
        () => caughtCases(context, stage),
        () => atOnce(context, stage),
        () => codexRun(context, stage, codex),
      ]
      for (const step of steps) {
        const found = await step()
        metrics = { ...metrics, ...found.metrics }
        artifacts.push(...found.artifacts)
        fail_reasons.push(...found.wrong)
      }
    })
  } finally {
    if (!(codex instanceof Error)) await codex.close()
  }
  return {
    metrics,
    artifacts,
    fail_reasons,
    config_summary: {
      ...{ data_root: reportedPath(context, ''), limit_read_p95_ms: MAX_READ_P95_MS, agents_at_once: AGENTS },
      ...{ beat_every_ms: BEATS.everyMs, silence_forgiven_s: BEATS.forgivenSeconds },
      ...{ reads_per_second: READS.perSecond, codex_model: 'stand-in on this machine' },
    },
  }
}

function writeAgents(context: PhaseContext, agents: Readonly<Record<string, object>>): void {
  const [held, beating] = [
    scriptAgent(context.root, 'executor', '--hold', 'after-ack'),
    scriptAgent(context.root, 'executor', '--beats', String(BEATS.count), '--work-ms', String(BEATS.everyMs)),
  ]
  const settings = { agents: { ...agents, [HELD]: held, 'executor-beating': beating } }
  writeFileSync(join(context.dataRoot, 'config.json'), `${JSON.stringify(settings, null, 2)}\n`)
}

async function honestRounds(context: PhaseContext, stage: AgentsStage): Promise<Found> {
  const found = await playRounds(context, stage)
  const { items, echoed, issues, withCriterion, traced, redispatches, faithful, editedRefused, boundHeld } = found
  const wrong = [...found.wrong]
  if (items === 0 || echoed < items) wrong.push(`${echoed} of ${items} items were echoed byte for byte`)
  if (issues === 0 || withCriterion < issues) wrong.push(`${withCriterion} of ${issues} issues name a criterion`)
  if (issues === 0 || traced < issues) wrong.push(`${traced} of ${issues} issues lead to an entry of the work log`)
  const isFaithful = redispatches > 0 && faithful === redispatches
  if (!isFaithful) wrong.push(`${faithful} of ${redispatches} re-dispatches carry the issues byte for byte`)
  if (!editedRefused) wrong.push('a re-dispatch with a changed byte was not refused with a line fidelity_violation')
  if (!boundHeld) wrong.push('a task that is rejected again and again was not locked until it was unlocked')
  context.say(`${redispatches} re-dispatches, ${issues} issues, ${items} items echoed`)
  return {
    metrics: {
      ack_echo_match_rate: items === 0 ? 0 : echoed / items,
      issues_with_criterion_ref_rate: issues === 0 ? 0 : withCriterion / issues,
      traceability_pass: issues > 0 && traced === issues,
      fidelity_pass: isFaithful && editedRefused,
      edited_redispatch_refused: editedRefused,
      round_bound_pass: boundHeld,
    },
    artifacts: [artifactOf(context, `ssot/${STORY_TASK}.json`, 'the task that was rejected once and then approved')],
    wrong,
  }
}

async function caughtCases(context: PhaseContext, stage: AgentsStage): Promise<Found> {
  const all = new Map([...TIMEOUT_CASES, ...DISHONEST_CASES])
  const cases = await playCases(stage, all, ({ name, caught, line, code }) =>
    context.say(`${caught ? 'caught' : 'NOT caught'}: ${name} (${[line, code ?? ''].join(' ').trim()})`),
  )
  const modes = cases.filter(({ name }) => name !== HELD)
  const timed = cases.filter(({ name }) => TIMEOUT_CASES.has(name))
  const outside = cases.find(({ name }) => name === 'executor-out-of-scope')
  const wrong = cases.flatMap((one) => one.wrong.map((what) => `${one.name}: ${what}`))
  const isFound = isFoundInWorkspace(outside)
  if (!isFound) wrong.push('the file outside the scope was not found past the word of the executor')
  return {
    metrics: {
      dishonest_modes: modes.length,
      dishonest_modes_caught: modes.filter(({ caught }) => caught).length,
      scope_violation_found: isFound,
      timeouts_audited: timed
        .filter(({ caught }) => caught)
        .map(({ line }) => line)
        .toSorted()
        .join(', '),
      timeouts_fired_early: timed.filter(({ late_by_ms }) => (late_by_ms ?? 0) < 0).length,
    },
    artifacts: [writeArtifact(context, 'caught.json', { cases }, 'mode by mode: how it ended, its line, its code')],
    wrong,
  }
}

/** The console names a file that the executor did not. */
function isFoundInWorkspace(one: CaughtCase | undefined): boolean {
  return one !== undefined && one.found_outside.length > 0 && !one.found_outside.some((f) => one.said_files.includes(f))
}

async function atOnce(context: PhaseContext, stage: AgentsStage): Promise<Found> {
  const { running, quiet, working, around, heartbeats, reportedLate, wrong } = await playAtOnce(stage, context.say)
  const read_p95_ms = p95(working)
  const said = AGENTS * (BEATS.count + 1)
  return {
    metrics: {
      ...{ agents_at_once: running, read_p95_ms, read_p95_quiet_ms: p95(quiet), read_p95_starting_ms: p95(around) },
      reads_timed: working.length,
      ...{ heartbeats_received: heartbeats, heartbeats_reported_late: reportedLate },
    },
    artifacts: [
      writeArtifact(
        context,
        'reads-at-once.json',
        { quiet: quiet.map(hundredths), working: working.map(hundredths), around: around.map(hundredths) },
        'milliseconds of each read before, while all agents worked, and while they started and ended',
      ),
    ],
    wrong: [
      ...wrong,
      ...(read_p95_ms < MAX_READ_P95_MS
        ? []
        : [`P95 of reads ${read_p95_ms} ms, not below ${MAX_READ_P95_MS}; ${p95(quiet)} ms before any agent ran`]),
      ...(heartbeats === said ? [] : [`${heartbeats} heartbeats are in the log, and ${said} were sent`]),
      ...(reportedLate === 0 ? [] : [`${reportedLate} heartbeats were reported late, and none was`]),
    ],
  }
}

async function codexRun(context: PhaseContext, stage: AgentsStage, codex: CodexWorld | Error): Promise<Found> {
  if (codex instanceof Error)
    return { metrics: { codex_run_pass: false }, artifacts: [], wrong: [`Codex could not be had: ${codex.message}`] }
  const { facts, wrong } = await playCodex(stage, codex)
  context.say(`Codex ${facts['codex_version']}: ${facts['codex_rounds']} rounds, ledger ${facts['codex_ledger']}`)
  return {
    metrics: { codex_run_pass: wrong.length === 0, ...facts },
    artifacts: [artifactOf(context, 'ssot/codex-greeting.json', 'the task that Codex did in two rounds')],
    wrong,
  }
}
