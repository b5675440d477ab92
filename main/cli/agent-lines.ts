import type { AgentInfo, AgentLogLine, AgentRun, AgentUsage } from '../../contract/agent.ts'
import { printable } from './printable.ts'

const INSET = ' '.repeat(16)

function placeOf({ workspace }: AgentInfo): string {
  if (workspace.kind === 'empty') return 'an empty folder'
  const path = printable(workspace.path)
  return workspace.kind === 'git' ? `a clone of ${path} at ${printable(workspace.ref)}` : `a copy of ${path}`
}

const spentWords = ({ turns, input_tokens, output_tokens, cost_usd }: AgentUsage): string =>
  `${turns} turns, ${input_tokens} + ${output_tokens} tokens${cost_usd === null ? '' : `, $${cost_usd.toFixed(2)}`}`

/** An agent, and beneath it what is known of its program, and how old that is. */
export function agentLines(agent: AgentInfo): string[] {
  const { state, detail, remediation_hint, checked_at, running, spent } = agent
  const works = running.length === 0 ? 'works on nothing' : `works: ${running.join(', ')}`
  return [
    `${agent.agent.padEnd(15)} ${agent.kind.padEnd(9)} ${agent.roles.join('+').padEnd(17)} ${state}, ${works}`,
    `${INSET}${printable(detail)} (${checked_at === null ? 'never asked' : `asked ${checked_at}`})`,
    ...(remediation_hint === null ? [] : [`${INSET}remedy: ${printable(remediation_hint)}`]),
    `${INSET}in ${placeOf(agent)}; spent ${spentWords(spent)}`,
  ]
}

/** One row of a list. */
export function runRow({ run_id, state, agent, role, task_id, round, started_at }: AgentRun): string {
  return `${run_id}  ${state.padEnd(13)} ${agent.padEnd(15)} ${role.padEnd(8)} ${printable(task_id)} round ${round}, since ${started_at}`
}

/** The whole run. That a program ended says nothing about its task. */
export function runLines(run: AgentRun): string[] {
  const { usage, limits, started_at, ended_at, last_sign_at, deadline, exit_code, log } = run
  const most = [
    `${limits.seconds} s`,
    ...(limits.turns === null ? [] : [`${limits.turns} turns`]),
    ...(limits.tokens === null ? [] : [`${limits.tokens} tokens`]),
    ...(limits.cost_usd === null ? [] : [`$${limits.cost_usd}`]),
  ]
  return [
    runRow(run),
    `  dispatch ${run.dispatch_id}, ${run.kind}, correlation ${printable(run.correlation_id)}`,
    ended_at === null
      ? `  runs since ${started_at}, last heard of ${last_sign_at}, until ${deadline} at most`
      : `  ran from ${started_at} to ${ended_at}${exit_code === null ? '' : `, exit code ${exit_code}`}`,
    `  used ${spentWords(usage)}; at most ${most.join(', ')}`,
    ...(run.detail === '' ? [] : [`  ${run.error_code === null ? '' : `${run.error_code}: `}${printable(run.detail)}`]),
    ...(run.remediation_hint === null ? [] : [`  remedy: ${printable(run.remediation_hint)}`]),
    `  log ${run.log_bytes} bytes${run.log_sha256 === null ? '' : `, sha256 ${run.log_sha256}`}`,
    ...(log === null ? [] : [`  evidence ${log.package_id}, manifest ${log.manifest_sha256}`]),
  ]
}

export const logLine = ({ at, stream, text }: AgentLogLine): string => `${at} ${stream.padEnd(8)} ${printable(text)}`
