import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { AGENT_RUN_TABLES } from './agent-run-tables.ts'
import { APPROVAL_TABLES } from './approval-tables.ts'
import { DELIVERY_TABLES } from './delivery-tables.ts'
import { TOOL_TABLES } from './tool-tables.ts'

/** Raised whenever the tables or what is put into them change; an index of another version is thrown away. */
const SCHEMA_VERSION = 10

/** Only what is asked for; the line itself stays in the log. Most lines are served requests: finding those by type needs no index, and what else happened to a task is found without passing over them. The correlation id in the index by task and type tells, without the table, what of a task lies elsewhere. `high_ts` is the greatest `ts` (milliseconds) so far; `back_ms` how far the clock ever fell behind it. */
const SCHEMA = `
  CREATE TABLE lines (
    seq INTEGER PRIMARY KEY,
    ts INTEGER NOT NULL,
    high_ts INTEGER NOT NULL,
    type TEXT NOT NULL,
    correlation_id TEXT NOT NULL,
    task_id TEXT,
    actor INTEGER NOT NULL,
    intent_seq INTEGER,
    segment INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX lines_by_type ON lines (type) WHERE type <> 'request_served';
  CREATE INDEX lines_by_correlation ON lines (correlation_id);
  CREATE INDEX lines_by_correlation_told ON lines (correlation_id) WHERE type <> 'request_served';
  CREATE INDEX lines_by_correlation_and_type ON lines (correlation_id, type) WHERE type <> 'request_served';
  CREATE INDEX lines_by_task ON lines (task_id) WHERE task_id IS NOT NULL;
  CREATE INDEX lines_by_task_told ON lines (task_id) WHERE task_id IS NOT NULL AND type <> 'request_served';
  CREATE INDEX lines_by_task_and_type ON lines (task_id, type, seq, correlation_id)
    WHERE task_id IS NOT NULL AND type <> 'request_served';
  CREATE INDEX lines_by_actor ON lines (actor);
  CREATE INDEX lines_by_actor_told ON lines (actor) WHERE type <> 'request_served';
  CREATE INDEX lines_by_actor_and_type ON lines (actor, type) WHERE type <> 'request_served';
  CREATE INDEX lines_told ON lines (seq) WHERE type <> 'request_served';
  CREATE INDEX lines_by_intent ON lines (intent_seq) WHERE intent_seq IS NOT NULL;
  CREATE TABLE actors (
    id INTEGER PRIMARY KEY,
    sub TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE state (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    last_hash TEXT NOT NULL,
    boot TEXT,
    back_ms INTEGER NOT NULL
  ) STRICT;
  ${DELIVERY_TABLES}
  ${APPROVAL_TABLES}
  ${TOOL_TABLES}
  ${AGENT_RUN_TABLES}
`

/** What the index says of itself. */
export interface IndexState {
  /** sha256 of the last line that it holds; empty when it holds none. */
  readonly last_hash: string
  /** Boot of the machine in which it was last opened; null when it was closed in good order. */
  readonly boot: string | null
}

/**
 * Opens the file if it can be trusted, else null. The index is written without syncs: a killed process does no harm to it,
 * but when the machine went down while it was open, nothing in it is believed.
 */
export function openExisting(file: string): DatabaseSync | null {
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(file)
    configure(database)
    const version = database.prepare('PRAGMA user_version').get() as { user_version: number }
    if (version.user_version !== SCHEMA_VERSION) throw new Error('another version')
    const { boot } = readState(database)
    if (boot !== null && boot !== currentBoot()) throw new Error('the machine went down')
    return database
  } catch {
    close(database)
    return null
  }
}

/** Makes an empty index in place of whatever is there. */
export function createAnew(file: string): DatabaseSync {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { recursive: true, force: true })
  // Like the log, for its owner alone; SQLite gives its side files the same mode.
  writeFileSync(file, '', { mode: 0o600 })
  const database = new DatabaseSync(file)
  configure(database)
  database.exec('BEGIN')
  database.exec(SCHEMA)
  database.exec(`INSERT INTO state VALUES (1, '', NULL, 0)`)
  database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
  database.exec('COMMIT')
  return database
}

export function readState(database: DatabaseSync): IndexState {
  const state = database.prepare('SELECT last_hash, boot FROM state').get()
  if (state === undefined) throw new Error('the index has no state')
  return state as unknown as IndexState
}

export function markOpen(database: DatabaseSync): void {
  database.prepare('UPDATE state SET boot = ?').run(currentBoot() ?? 'unknown')
}

export function markClosed(database: DatabaseSync): void {
  database.exec('UPDATE state SET boot = NULL')
}

function configure(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;')
}

function close(database: DatabaseSync | null): void {
  try {
    database?.close()
  } catch {
    // A file that is no database may not close either; it is removed next.
  }
}

/** Name that the kernel gives this run of the machine; null where it gives none, and then no open index is believed. */
function currentBoot(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return null
  }
}
