import type { ProtocolPhase, ProtocolRound } from '../../../contract/protocol-view.ts'
import type { Round, Task } from '../../../contract/task.ts'
import { AppError } from '../kernel/app-error.ts'
import { faultsOf } from './fidelity.ts'
import { isOpenPhase, type OpenPhase, phaseOf } from './phase.ts'
import { type PlacedRound, type ProtocolReading, readProtocol } from './protocol-reading.ts'

/** A task as the protocol sees it. */
export interface Standing {
  readonly task: Task
  readonly reading: ProtocolReading
  readonly phase: ProtocolPhase
  /** What in the file contradicts its own hashes, in words; worked out once. */
  faults(): readonly string[]
}

/** A round that is not over. */
export interface OpenStanding extends Standing {
  readonly phase: OpenPhase
  readonly last: PlacedRound
}

/** Reads a task in the words of the protocol; what was read once is kept as long as the task is. */
export type Standings = (task: Task) => Standing

/** `maxRounds` is asked every time. */
export function createStandings(maxRounds: () => number): Standings {
  const known = new WeakMap<Task, Pick<Standing, 'reading' | 'faults'>>()
  return (task) => {
    const held = known.get(task) ?? readOnce(task)
    known.set(task, held)
    return { task, ...held, phase: phaseOf(held.reading, task.verdict, maxRounds()) }
  }
}

function readOnce(task: Task): Pick<Standing, 'reading' | 'faults'> {
  const reading = readProtocol(task)
  let faults: readonly string[] | null = null
  return {
    reading,
    faults: () => {
      faults ??= faultsOf(task, reading)
      return faults
    },
  }
}

/** The open round; null when there is none. */
export function openOf(standing: Standing): OpenStanding | null {
  const { phase, reading } = standing
  return isOpenPhase(phase) && reading.last !== null ? { ...standing, phase, last: reading.last } : null
}

/** The round that a message is about. Throws AppError `dispatch_not_current`, or `protocol_out_of_order` when nothing was dispatched. */
export function roundFor({ reading, phase }: Standing, dispatchId: string, message: string): PlacedRound {
  if (reading.last === null) throw outOfOrder(phase, message)
  const { dispatch_id } = reading.last.round.dispatch
  if (dispatch_id !== dispatchId)
    throw new AppError('dispatch_not_current', `The open dispatch is ${dispatch_id}; ${message} names another one.`)
  return reading.last
}

const STANDS: Readonly<Record<ProtocolPhase, string>> = {
  idle: 'was not dispatched yet',
  awaiting_ack: 'waits for the echo of its dispatch',
  working: 'is being worked on',
  observing: 'is being looked at by the console',
  awaiting_review: 'waits for its reviewer',
  awaiting_dispatch: 'waits to be dispatched again',
  awaiting_person: 'waits for a person to decide',
  locked: 'is locked',
  decided: 'is decided',
}

/** This is not the moment for `message`. */
export const outOfOrder = (phase: ProtocolPhase, message: string): AppError =>
  new AppError('protocol_out_of_order', `The task ${STANDS[phase]}: this is not the moment for ${message}.`, { phase })

/** The task with this round in the place of what is there. */
export function withRound(task: Task, place: number, round: ProtocolRound): Task {
  return { ...task, rounds: task.rounds.map((held, index) => (index === place ? asJson(round) : held)) }
}

/** The task with one more round. */
export const withNewRound = (task: Task, round: ProtocolRound): Task => ({
  ...task,
  rounds: [...task.rounds, asJson(round)],
})

/** A round is plain JSON; only its type says so in other words. */
const asJson = (round: ProtocolRound): Round => round as unknown as Round
