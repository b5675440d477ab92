import { join } from 'node:path'
import type { AgentSettings } from '../../../../contract/agent.ts'
import type {
  AgentAnswer,
  AgentExit,
  AgentOrder,
  AgentPort,
  AgentReadiness,
  AgentSink,
} from '../../../core/agents/agent-port.ts'
import { agentEnvironment } from '../process/agent-environment.ts'
import { type ProcessEnd, startAgentProcess } from '../process/agent-process.ts'
import { findProgram } from '../process/find-program.ts'
import { ownNamespace } from '../process/own-namespace.ts'
import { answerLine, firstLine, readSaidLine, wrongMessage } from './script-messages.ts'

/** A result may carry a patch of a million characters, escaped. */
const MAX_LINE = 8_000_000
const PATIENCE_MS = 5000
const NOT_HELD = 'Nothing holds what this program starts together here: it may go on working after the run.'

/** Any program that speaks lines of JSON on its standard input and output: docs/agent-protocol.md. */
export function createScriptAgent(): AgentPort {
  return { kind: 'script', probe, run }
}

const commandOf = (settings: AgentSettings): readonly string[] => {
  if (settings.kind !== 'script') throw new Error(`the settings are those of ${settings.kind}`)
  return settings.command
}

async function probe(settings: AgentSettings): Promise<AgentReadiness> {
  const [name = ''] = commandOf(settings)
  const found = await findProgram(name)
  if (found !== null) return { state: 'ready', detail: found, remediation_hint: null }
  return {
    state: 'unavailable',
    detail: `There is no program ${name}.`,
    remediation_hint: 'Give the program in command by its absolute path, or by a name that is found in PATH.',
  }
}

async function run(order: AgentOrder, sink: AgentSink, signal: AbortSignal): Promise<AgentExit> {
  const [name = '', ...args] = commandOf(order.settings)
  const program = await findProgram(name)
  const alone = program === null ? [] : await ownNamespace()
  if (program !== null && alone.length === 0) sink.output('protocol', NOT_HELD)
  /** Messages are carried out one after the other, in the order in which they came. */
  let turn: Promise<void> = Promise.resolve()

  const script = startAgentProcess(
    {
      argv: [...alone, program ?? name, ...args] as [string, ...string[]],
      ...{ cwd: order.workspace, run_id: order.run_id, input: 'open', max_line: MAX_LINE },
      env: agentEnvironment(order.run_id, order.state_folder, order.settings.environment),
      ...{ max_output_bytes: order.limits.output_bytes, patience_ms: PATIENCE_MS },
      onStarted: async (pid) => {
        await sink.processStarted(pid)
        script.write(firstLine(order, join(order.state_folder, 'token')))
      },
      onLine: (stream, line, cut) => {
        if (stream === 'stderr' || cut) sink.output(stream, line)
        else turn = turn.then(() => carryOut(line))
      },
    },
    signal,
  )

  function tell(to: string, answer: AgentAnswer): void {
    const line = answerLine(to, answer)
    sink.output('protocol', line)
    script.write(line)
  }

  async function carryOut(line: string): Promise<void> {
    const said = readSaidLine(line)
    if (said.kind === 'words') return sink.output('stdout', line)
    if (said.kind === 'log') return sink.output('stdout', said.text)
    sink.output('protocol', line)
    if (said.kind === 'usage') return sink.used(said.usage)
    if (signal.aborted) return
    if (said.kind === 'wrong') return tell(said.to, wrongMessage(said.detail))
    const answer = await sink.say(said.message)
    tell(said.message.type, answer)
    // Nothing more is to be said to it; a program that reads its input to the end comes to its own.
    if (answer.ok && (said.message.type === 'result' || said.message.type === 'verdict')) script.endInput()
  }

  const end = await script.ended
  await turn
  return exitOf(end)
}

const failed = (end: ProcessEnd, detail: string, error_code: string, remediation_hint: string | null): AgentExit => ({
  ...{ ok: false, exit_code: end.code, detail, error_code, remediation_hint },
})

/** How the program ended, in words. */
function exitOf(end: ProcessEnd): AgentExit {
  const said = end.said === '' ? '' : ` It said: ${end.said}`
  if (end.how === 'not_started')
    return failed(end, end.said, 'program_not_started', 'Look at command in the settings of this agent.')
  if (end.how === 'not_recorded')
    return failed(end, `Its start could not be recorded: ${end.said}`, 'audit_unavailable', null)
  if (end.how === 'output_limit')
    return failed(end, 'It wrote more than limits.output_bytes allows.', 'output_limit', 'Raise limits.output_bytes.')
  if (end.how === 'aborted') return failed(end, `It was ended.${said}`, 'ended', null)
  if (end.code === 0) return { ok: true, exit_code: 0, detail: '', error_code: null, remediation_hint: null }
  const how = end.signal === null ? `ended with ${end.code}` : `was ended by ${end.signal}`
  return failed(end, `It ${how}.${said}`, 'program_failed', 'Look at what it wrote in the log of the run.')
}
