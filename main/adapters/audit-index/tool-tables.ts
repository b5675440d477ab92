/**
 * Tool calls as the log tells of them, kept for ever. `seq`: the first line of a call, which never changes; `line_seq`: the one that says
 * how it stands; `packages`: of evidence that the run left. A denied call does not use its idempotency key up.
 */
export const TOOL_TABLES = `
  CREATE TABLE tool_calls (
    seq INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL UNIQUE,
    line_seq INTEGER NOT NULL,
    state TEXT NOT NULL,
    tool TEXT NOT NULL,
    task_id TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    packages INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX tool_calls_by_key ON tool_calls (requested_by, idempotency_key) WHERE state <> 'denied';
  CREATE INDEX tool_calls_by_state ON tool_calls (state, seq);
  CREATE INDEX tool_calls_by_task ON tool_calls (task_id, seq);
  CREATE INDEX tool_calls_with_evidence ON tool_calls (task_id, seq) WHERE packages > 0;
  CREATE INDEX tool_calls_by_tool ON tool_calls (tool, seq);
`
