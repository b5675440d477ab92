import type { ProblemRow } from './problem-rows.ts'

/** What the protocol and its agents refuse. */
export const PROBLEMS_OF_AGENTS = {
  ack_mismatch: {
    status: 409,
    title: 'The echo is not what was dispatched',
    remedy:
      'The round is over; difference says where. The work is given out anew; echo criteria and scope as they are.',
  },
  dispatch_not_current: {
    status: 409,
    title: 'This dispatch is not the open one',
    remedy: 'Read GET /api/tasks/{task_id}/protocol: its last round names the dispatch that counts.',
  },
  protocol_out_of_order: {
    status: 409,
    title: 'This is not the moment for that',
    remedy: 'The order is dispatch, echo, result, verdict; the detail says where the task stands.',
  },
  fidelity_violation: {
    status: 409,
    title: 'The issues are not those of the verdict',
    remedy:
      'Pass on the issues of the last verdict byte for byte, or leave them out: the console takes them from there.',
  },
  task_locked: {
    status: 409,
    title: 'The task went through too many rounds',
    remedy: 'An admin looks at what was tried and opens it again with a reason: POST /api/tasks/{task_id}/unlock.',
  },
  proof_insufficient: {
    status: 409,
    title: 'The proof does not carry an approval',
    remedy: 'Look at the ledger of the task; have the gaps closed, or approve with override_reason saying why.',
  },
  agent_busy: {
    status: 409,
    title: 'This agent works on this task already, or no more can run',
    remedy: 'Wait until a run has ended, or stop it: POST /api/agent-runs/{run_id}/stop.',
  },
  agent_run_not_running: {
    status: 409,
    title: 'This run is over',
    remedy: 'Look at what became of it: GET /api/agent-runs/{run_id}.',
  },
  criteria_missing: {
    status: 422,
    title: 'There is nothing to hold the work against',
    remedy: 'Give acceptance_criteria with the dispatch, and the files that may be touched as declared_scope.',
  },
  result_invalid: {
    status: 422,
    title: 'The result does not fit its dispatch',
    remedy:
      'The detail names what points at nothing; claims name criteria of the dispatch and entries of the work log.',
  },
  verdict_invalid: {
    status: 422,
    title: 'The verdict does not fit the result',
    remedy: 'The detail names the issue; each needs a criterion_ref of the dispatch and a work_log_ref of the result.',
  },
  agent_not_found: {
    status: 404,
    title: 'No agent of this name for this role',
    remedy: 'GET /api/agents lists those that are set up; the settings say how to add one (docs/specs/AGENTS.md).',
  },
  agent_run_not_found: {
    status: 404,
    title: 'No run with this id',
    remedy: 'GET /api/agent-runs lists the runs.',
  },
  workspace_unusable: {
    status: 409,
    title: 'The workspace of the agent cannot be made',
    remedy: 'Set workspace in the settings of the agent to a folder or a git repository that is there.',
  },
  sandbox_unavailable: {
    status: 503,
    title: 'There is no sandbox on this machine',
    remedy: 'Install bubblewrap (Debian: apt install bubblewrap); without it check commands are not run.',
  },
} as const satisfies Readonly<Record<string, ProblemRow>>
