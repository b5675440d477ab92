import { listAgentRuns, listAgents, stopAgentRun } from '../../contract/routes/agents.ts'
import {
  ackDispatch,
  dispatchTask,
  getProtocol,
  sendHeartbeat,
  sendResult,
  sendVerdict,
  unlockTask,
  withdrawDispatch,
} from '../../contract/routes/protocol.ts'
import { createTask, getTask, listTasks } from '../../contract/routes/tasks.ts'
import { type ConsoleTool, toolOverRoute } from './console-tool.ts'

const READ = { needed: [], destroys: false } as const
const WRITE = { needed: [], destroys: false } as const
/** What is decided about a task is bound to the task as it was read. */
const SEEN = { needed: ['base_sha'], destroys: false } as const
const ENDS = { needed: [], destroys: true } as const

/** What a coordinator, executor or reviewer can do here, in the order of work. What of it a token may do, its scope decides. */
export const TOOLS: readonly ConsoleTool[] = [
  toolOverRoute('list_tasks', listTasks, READ, 'Tasks, newest first, filtered by status, source and words.'),
  toolOverRoute(
    'get_task',
    getTask,
    READ,
    'One task with everything that its file says. Its base_sha names this version: dispatch_task and unlock_task need it.',
  ),
  toolOverRoute(
    'get_protocol',
    getProtocol,
    READ,
    'Where a task stands: phase, rounds, what is due and when, the lock, and the claim ledger, which keeps apart what the executor reported and what the console verified.',
  ),
  toolOverRoute(
    'create_task',
    createTask,
    WRITE,
    'Makes a task. Give acceptance_criteria, each with a check command where one can show it, and declared_scope: the paths that may be touched.',
  ),
  toolOverRoute(
    'dispatch_task',
    dispatchTask,
    SEEN,
    'Gives a task to an executor. agent and reviewer: names from list_agents; left out: somebody with a token of their own. Criteria and scope can be given with the first dispatch only. Leave issues out: the console passes on those of the last verdict, byte for byte. deadline_seconds: for the result.',
  ),
  toolOverRoute(
    'ack_dispatch',
    ackDispatch,
    WRITE,
    'As executor: echoes a dispatch. acceptance_criteria and declared_scope must be those of the dispatch, item by item; an echo that differs ends the round.',
  ),
  toolOverRoute(
    'send_heartbeat',
    sendHeartbeat,
    WRITE,
    'As executor: says that the work goes on; the answer says by when the next one is due.',
  ),
  toolOverRoute(
    'send_result',
    sendResult,
    WRITE,
    'As executor: hands in the result. Each claim names a criterion of the dispatch and entries of this work_log. The console looks at the workspace itself.',
  ),
  toolOverRoute(
    'send_verdict',
    sendVerdict,
    WRITE,
    'As reviewer: judges a result. A rejection has at least one issue; each issue names a criterion of the dispatch and an entry of the work log.',
  ),
  toolOverRoute(
    'withdraw_dispatch',
    withdrawDispatch,
    ENDS,
    'Ends the open round and the agents that work on it, with the reason. What they did is not handed in.',
  ),
  toolOverRoute(
    'unlock_task',
    unlockTask,
    SEEN,
    'Opens a task again that went through too many rounds. Needs scope admin: a person should have looked at what was tried.',
  ),
  toolOverRoute(
    'list_agents',
    listAgents,
    READ,
    'Agents that are set up here: roles, limits, readiness, what they spent.',
  ),
  toolOverRoute(
    'list_agent_runs',
    listAgentRuns,
    READ,
    'Runs of agents, newest first. That a run ended says nothing about its task.',
  ),
  toolOverRoute(
    'stop_agent_run',
    stopAgentRun,
    ENDS,
    'Ends a running agent with every process that it started; its round is over.',
  ),
]
