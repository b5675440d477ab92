/**
 * The book of approvals as the log tells it, kept for ever. `seq`: the line that asked for it, which never changes; `line_seq`: the latest
 * line that followed from those before. `refused_until_ms`: of a denial, in milliseconds since 1970.
 */
export const APPROVAL_TABLES = `
  CREATE TABLE approvals (
    seq INTEGER PRIMARY KEY,
    approval_id TEXT NOT NULL UNIQUE,
    line_seq INTEGER NOT NULL,
    state TEXT NOT NULL,
    subject_sha256 TEXT NOT NULL,
    task_id TEXT NOT NULL,
    refused_until_ms INTEGER
  ) STRICT;
  CREATE INDEX approvals_by_state ON approvals (state, seq);
  CREATE INDEX approvals_by_task ON approvals (task_id, seq);
  CREATE INDEX approvals_refusing ON approvals (refused_until_ms) WHERE refused_until_ms IS NOT NULL;
`
