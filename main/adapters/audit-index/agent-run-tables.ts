/**
 * Runs of agents as the log tells of them, kept for ever. `seq`: the first line of a run, which never changes; `line_seq`: the one that
 * says how it stands; `packages`: of evidence that it left; `processes`: those that were started for it, as JSON; `base_sha256`: of the
 * workspace before the first round, as the line of a start says it.
 */
export const AGENT_RUN_TABLES = `
  CREATE TABLE agent_runs (
    seq INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL UNIQUE,
    line_seq INTEGER NOT NULL,
    state TEXT NOT NULL,
    agent TEXT NOT NULL,
    role TEXT NOT NULL,
    task_id TEXT NOT NULL,
    dispatch_id TEXT NOT NULL,
    turns INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cost_usd REAL,
    packages INTEGER NOT NULL,
    processes TEXT NOT NULL,
    base_sha256 TEXT
  ) STRICT;
  CREATE INDEX agent_runs_by_state ON agent_runs (state, seq);
  CREATE INDEX agent_runs_by_task ON agent_runs (task_id, seq);
  CREATE INDEX agent_runs_by_agent ON agent_runs (agent, seq);
`
