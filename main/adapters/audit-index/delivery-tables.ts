/**
 * Deliveries as the log tells of them. `seq` is the line of the claim, or of the first refusal of a row; a row's never changes.
 * `event_ms`: when it happened by the payload's own clock. `outcome` and `finished_at`: of the first `webhook_applied`; `result_seq`: the
 * latest. Who chooses a delivery's id could choose that of a refusal, so the two are told apart. `counted_groups` has a row for each
 * `refusal_id`, which is less than there are lines, and none is ever taken away: what a start finds missing is held against them.
 */
export const DELIVERY_TABLES = `
  CREATE TABLE deliveries (
    seq INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    delivery_id TEXT NOT NULL,
    event TEXT,
    assurance TEXT NOT NULL,
    state TEXT NOT NULL,
    outcome TEXT,
    reason TEXT,
    correlation_id TEXT NOT NULL,
    received_at TEXT NOT NULL,
    finished_at TEXT,
    bytes INTEGER,
    body_sha256 TEXT,
    event_ms INTEGER,
    result_seq INTEGER,
    replays INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    count INTEGER NOT NULL,
    address TEXT
  ) STRICT;
  CREATE UNIQUE INDEX deliveries_by_name ON deliveries (source, delivery_id) WHERE state <> 'refused';
  CREATE UNIQUE INDEX refusals_by_name ON deliveries (source, delivery_id) WHERE state = 'refused';
  CREATE INDEX deliveries_by_source ON deliveries (source, seq);
  CREATE INDEX deliveries_claimed ON deliveries (source, seq) WHERE state <> 'refused';
  CREATE INDEX deliveries_by_state ON deliveries (state, seq);
  CREATE INDEX deliveries_by_source_and_state ON deliveries (source, state, seq);
  CREATE INDEX deliveries_by_body ON deliveries (source, body_sha256, seq) WHERE state <> 'refused';
  CREATE INDEX deliveries_replayed ON deliveries (seq) WHERE replays > 0;
  CREATE INDEX deliveries_open ON deliveries (seq) WHERE state <> 'refused' AND result_seq IS NULL;
  CREATE TABLE delivery_keys (
    key TEXT NOT NULL,
    delivery_seq INTEGER NOT NULL,
    PRIMARY KEY (key, delivery_seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX keys_of_delivery ON delivery_keys (delivery_seq);
  CREATE TABLE delivery_tasks (
    place INTEGER PRIMARY KEY,
    delivery_seq INTEGER NOT NULL,
    task_id TEXT NOT NULL,
    UNIQUE (delivery_seq, task_id)
  ) STRICT;
  CREATE INDEX deliveries_of_task ON delivery_tasks (task_id, delivery_seq);
  CREATE TABLE delivery_writes (
    delivery_seq INTEGER NOT NULL,
    line_seq INTEGER NOT NULL,
    PRIMARY KEY (delivery_seq, line_seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE delivery_replays (
    delivery_seq INTEGER NOT NULL,
    line_seq INTEGER NOT NULL,
    PRIMARY KEY (delivery_seq, line_seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE counted_groups (
    refusal_id TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    bytes INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`

/** Every table in which a delivery has rows, with the column that names it. */
export const TABLES_OF_DELIVERY = [
  ['deliveries', 'seq'],
  ['delivery_keys', 'delivery_seq'],
  ['delivery_tasks', 'delivery_seq'],
  ['delivery_writes', 'delivery_seq'],
  ['delivery_replays', 'delivery_seq'],
] as const

/** Most rows that are kept; the oldest go first. What is kept follows from the log alone, so that an index made anew answers the same. */
export interface DeliveryLimits {
  /**
   * Claimed ones of each source; those that were carried out go first. The folder of bodies takes no more than 20,000 that were not, so as
   * long as this is more than that, one that has its body is never pushed out.
   */
  readonly deliveries: number
  /** Rows of refusals. */
  readonly refused: number
}

export const DELIVERY_LIMITS: DeliveryLimits = { deliveries: 100_000, refused: 20_000 }
