import type { LedgerStatus } from '../../../contract/claim-ledger.ts'
import type { CheckOutcome, TouchedFile } from '../../../contract/protocol.ts'
import type { ProtocolPhase, ProtocolView, RoundEnding } from '../../../contract/protocol-view.ts'

export const PHASE_WORDS: Readonly<Record<ProtocolPhase, string>> = {
  idle: 'Given to nobody',
  awaiting_ack: 'Waits for the echo',
  working: 'At work',
  observing: 'Being checked by the console',
  awaiting_review: 'Waits for the reviewer',
  awaiting_dispatch: 'Waits to be given out again',
  awaiting_person: 'Waits for a person',
  locked: 'Locked',
  decided: 'Decided',
}

export const OPEN_PHASES: ReadonlySet<ProtocolPhase> = new Set<ProtocolPhase>([
  'awaiting_ack',
  'working',
  'observing',
  'awaiting_review',
])

export const ENDING_WORDS: Readonly<Record<RoundEnding['reason'], string>> = {
  ack_mismatch: 'The echo differed; the execution was refused',
  ack_timeout: 'No echo came in time',
  result_timeout: 'No result came in time',
  reviewer_timeout: 'No verdict came in time',
  agent_failed: 'The agent failed',
  agent_lost: 'The agent was lost when the console died',
  stopped: 'The agent was stopped',
  console_stopped: 'The console was stopped while the agent worked',
  withdrawn: 'The work was withdrawn',
}

export const LEDGER_WORDS: Readonly<Record<LedgerStatus, string>> = {
  VERIFIED: 'VERIFIED',
  GAPS: 'GAPS',
  UNVERIFIED: 'UNVERIFIED',
}

/** What a status of the ledger means, for who sees it the first time. */
export const LEDGER_MEANING: Readonly<Record<LedgerStatus, string>> = {
  VERIFIED: 'claimed, and the console’s own check passed',
  GAPS: 'not claimed, contradicted, or its proof is missing',
  UNVERIFIED: 'claimed, and checked by nobody',
}

export const CHECK_WORDS: Readonly<Record<CheckOutcome['state'], string>> = {
  passed: 'Check passed',
  failed: 'Check failed',
  timed_out: 'Check ended at its time limit',
  not_run: 'Check was not run',
}

export const CHANGE_WORDS: Readonly<Record<TouchedFile['change'], string>> = {
  added: 'added',
  changed: 'changed',
  deleted: 'deleted',
}

/** What must be there by the time that `due` names. */
export const DUE_WORDS: Readonly<Record<NonNullable<ProtocolView['due']>['what'], string>> = {
  ack: 'The echo',
  heartbeat: 'The next sign of life',
  result: 'The result',
  verdict: 'The verdict',
}
