import { agentList, agentLog, agentRuns, agentShow, agentStop } from './agent-verbs.ts'
import { mcp } from './mcp-verb.ts'
import { taskDispatch, taskIntervene, taskMessage, taskProtocol } from './protocol-verbs.ts'
import type { ExitCode, Terminal } from './terminal.ts'

/** What agents are given, what they said, and what became of it. */
export const PROTOCOL_VERBS: Readonly<
  Record<string, (argv: readonly string[], terminal: Terminal) => Promise<ExitCode>>
> = {
  'task dispatch': taskDispatch,
  'task protocol': taskProtocol,
  'task ack': (argv, terminal) => taskMessage('ack', argv, terminal),
  'task heartbeat': (argv, terminal) => taskMessage('heartbeat', argv, terminal),
  'task result': (argv, terminal) => taskMessage('result', argv, terminal),
  'task verdict': (argv, terminal) => taskMessage('verdict', argv, terminal),
  'task withdraw': (argv, terminal) => taskIntervene('withdraw', argv, terminal),
  'task unlock': (argv, terminal) => taskIntervene('unlock', argv, terminal),
  'agent list': agentList,
  'agent runs': agentRuns,
  'agent show': agentShow,
  'agent log': agentLog,
  'agent stop': agentStop,
  mcp,
}
