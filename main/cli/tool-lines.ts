import type { ToolInfo, ToolRun, ToolStatus } from '../../contract/tool.ts'
import { atTheTerminal } from './at-the-terminal.ts'
import type { RefusedError } from './cli-door.ts'
import { printable } from './printable.ts'
import { argumentLines } from './schema-lines.ts'

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

/** By whom it is known, and how old that is. What stands in the settings or is built in has no age. */
function knownBy({ state, source, checked_at }: ToolStatus, nowMs: number): string {
  if (checked_at !== null) return `(${printable(source)}, ${ago(checked_at, nowMs)})`
  return state === 'unknown' ? `(${printable(source)}, not asked yet)` : `(${printable(source)})`
}

function statusLines(status: ToolStatus, nowMs: number): string[] {
  const { detail, remediation_hint } = status
  return [
    `${printable(detail)} ${knownBy(status, nowMs)}`,
    ...(remediation_hint === null ? [] : [`  remedy: ${printable(atTheTerminal(remediation_hint))}`]),
  ]
}

const familyOf = (tool: string): string => tool.split('.', 1)[0] ?? tool

/** Tools by what they need: it is said once for all of a family that need the same. */
export function toolLines(tools: readonly ToolInfo[], nowMs: number): string[] {
  const { name: width, level } = {
    name: Math.max(...tools.map(({ tool }) => tool.length)) + 2,
    level: Math.max(...tools.map(({ side_effect_level }) => side_effect_level.length)) + 2,
  }
  const groups = Map.groupBy(tools, ({ tool, status }) => [familyOf(tool), ...statusLines(status, nowMs)].join('\n'))
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    const head = first === undefined ? [] : statusLines(first.status, nowMs)
    return [
      `${familyOf(first?.tool ?? '')}: ${head[0]}`,
      ...head.slice(1),
      ...group.map(
        ({ tool, side_effect_level, status, title }) =>
          `  ${tool.padEnd(width)}${side_effect_level.padEnd(level)}${status.state.padEnd(13)}${printable(title)}`,
      ),
    ]
  })
}

/** More than these are counted, not named. */
const FEW = 3

/** Tools that do not have what they need, and what to do about it; each reason once. */
export function lackLines(tools: readonly ToolInfo[]): string[] {
  const lines = ({ status: { detail, remediation_hint } }: ToolInfo): string[] => [
    printable(detail),
    ...(remediation_hint === null ? [] : [`  remedy: ${printable(atTheTerminal(remediation_hint))}`]),
  ]
  const groups = Map.groupBy(tools, (tool) => lines(tool).join('\n'))
  return [...groups].map(([words, those]) => {
    const names = those.length > FEW ? `${those.length} tools` : those.map(({ tool }) => tool).join(', ')
    return `note: ${names}: ${words}`
  })
}

/** One tool, and all that is needed to call it. */
export function toolPage(info: ToolInfo, nowMs: number): string[] {
  const { tool, side_effect_level, title, description, status, args_schema, args_example, timeout_ms } = info
  const example = JSON.stringify(args_example)
  const args = example === '{}' ? '' : ` --args '${example.replaceAll("'", "'\\''")}'`
  return [
    `${tool}  ${side_effect_level}  ${printable(title)}`,
    printable(description),
    `It may run for ${Math.round(timeout_ms / 1000)} s.`,
    '',
    ...statusLines(status, nowMs).map((line, at) => (at === 0 ? `${status.state}: ${line}` : line)),
    '',
    'arguments:',
    ...argumentLines(args_schema),
    '',
    `countersign tool run ${tool} --task TASK_ID${args}`,
    ...(example.includes('sha256') ? ['  the sha256 of a file: countersign evidence list TASK_ID'] : []),
  ].map((line) => printable(line))
}

/** One call among others. */
export function callLine({ call_id, state, tool, task_id, started_at, failure, reason }: ToolRun): string {
  const why = failure?.error_code ?? reason
  return `${call_id}  ${state.padEnd(7)}  ${printable(tool).padEnd(22)}  ${printable(task_id)}  ${started_at}${why === null ? '' : `  ${printable(why)}`}`
}

/** One call, with who asked for it and what came of it. */
export function callLines(run: ToolRun): string[] {
  const { task_id, requested_by, started_at, finished_at, rule, reason, approval_id } = run
  const until = finished_at === null ? ', no end yet' : ` to ${finished_at}`
  const [head = '', ...outcome] = runLines(run)
  return [
    head,
    `  task ${printable(task_id)}, by ${printable(requested_by)}, from ${started_at}${until}`,
    ...(rule === null ? [] : [`  rule ${printable(rule)}`]),
    ...(approval_id === null ? [] : [`  approval ${approval_id}`]),
    ...(reason === null ? [] : [`  ${printable(reason)}`]),
    ...outcome,
  ]
}

export function runLines({ call_id, state, tool, result, failure, evidence, replayed }: ToolRun): string[] {
  return [
    `${call_id}  ${state}  ${tool}${replayed ? ' (the first outcome of this key again)' : ''}`,
    ...(result === null ? [] : [`  result ${printable(JSON.stringify(result))}`]),
    ...(failure === null
      ? []
      : [
          `  ${failure.error_code}: ${printable(failure.detail)}`,
          `  remedy: ${printable(atTheTerminal(failure.remediation_hint))}`,
        ]),
    ...evidence.map(({ package_id, manifest_sha256 }) => `  evidence ${package_id}, manifest ${manifest_sha256}`),
  ]
}

/** Why it did not run, and what would let it. */
export function denialLines(problem: RefusedError['problem'], isConsoleRunning: boolean): string[] {
  const { detail, code, approval_id, denial_reason, remediation_hint } = problem
  const waits = String(code).startsWith('approval_') && typeof approval_id === 'string'
  const advice = waits
    ? `countersign approvals show ${approval_id}; once it is approved, run the same again`
    : atTheTerminal(remediation_hint)
  return [
    `countersign: not run (${String(code)}): ${printable(detail)}`,
    ...(typeof denial_reason === 'string' ? [`  reason given: ${printable(denial_reason)}`] : []),
    `  remedy: ${printable(advice)}`,
    ...(waits && !isConsoleRunning
      ? ['  note: no console runs, and what waits ends with this command: start the console first']
      : []),
  ]
}
