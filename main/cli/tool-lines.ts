import type { ToolInfo, ToolRun } from '../../contract/tool.ts'
import type { RefusedError } from './cli-door.ts'
import { printable } from './printable.ts'

const UNITS: readonly (readonly [seconds: number, word: string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
]

/** `3 min ago`. */
function ago(instant: string, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(instant)) / 1000))
  const [size, word] = UNITS.find(([each]) => seconds >= each) ?? [1, 's']
  return `${Math.floor(seconds / size)} ${word} ago`
}

/** A tool, and beneath it what is known of what it needs: by whom, and how old that is. */
export function toolLines({ tool, side_effect_level, description, status }: ToolInfo, nowMs: number): string[] {
  const { state, detail, remediation_hint, source, checked_at } = status
  const age = checked_at === null ? 'never asked' : ago(checked_at, nowMs)
  return [
    `${tool.padEnd(24)} ${side_effect_level.padEnd(16)} ${state.padEnd(11)} ${printable(description)}`,
    `${' '.repeat(24)} ${printable(detail)} (${printable(source)}, ${age})`,
    ...(remediation_hint === null ? [] : [`${' '.repeat(24)} remedy: ${printable(remediation_hint)}`]),
  ]
}

export function runLines({ call_id, state, tool, result, failure, evidence, replayed }: ToolRun): string[] {
  return [
    `${call_id}  ${state}  ${tool}${replayed ? ' (the first outcome of this key again)' : ''}`,
    ...(result === null ? [] : [`  result ${printable(JSON.stringify(result))}`]),
    ...(failure === null
      ? []
      : [`  ${failure.error_code}: ${printable(failure.detail)}`, `  remedy: ${printable(failure.remediation_hint)}`]),
    ...evidence.map(({ package_id, manifest_sha256 }) => `  evidence ${package_id}, manifest ${manifest_sha256}`),
  ]
}

/** Why it did not run, and what would let it. */
export function denialLines(problem: RefusedError['problem'], isConsoleRunning: boolean): string[] {
  const { detail, code, approval_id, denial_reason, remediation_hint } = problem
  const waits = String(code).startsWith('approval_') && typeof approval_id === 'string'
  const advice = waits
    ? `countersign approvals show ${approval_id}; once it is approved, run the same again`
    : remediation_hint
  return [
    `countersign: not run (${String(code)}): ${printable(detail)}`,
    ...(typeof denial_reason === 'string' ? [`  reason given: ${printable(denial_reason)}`] : []),
    `  remedy: ${printable(advice)}`,
    ...(waits && !isConsoleRunning
      ? ['  note: no console runs, and what waits ends with this command: start the console first']
      : []),
  ]
}
