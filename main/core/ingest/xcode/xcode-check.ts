import type { Assurance } from '../../../../contract/assurance.ts'
import type { Build, CiCheck, CiState } from '../../../../contract/outside-refs.ts'
import { sha256 } from '../../kernel/sha256.ts'
import type { BuildReport } from './xcode-report.ts'

/** A word without a time to go by counts as older than every word with one. */
const LONG_AGO = new Date(0).toISOString()

/**
 * What tasks of the same commit are told of a build: one check per product and workflow, and one per action that reports for itself. What
 * is signed and what is not are checks of their own: who knows the token alone cannot take back what was signed.
 */
export function checkOf(report: BuildReport, assurance: Assurance): CiCheck {
  const { build, action, identity, url } = report
  const names = [build.product, build.workflow].filter((name) => name !== null)
  const origin = names.length === 0 ? identity : `${build.product ?? ''}/${build.workflow ?? ''}`
  const text = names.join(' / ') || 'Xcode build'
  return {
    key: keyOf(assurance, action === null ? origin : `${origin}/${action.name}`),
    state: stateOf(report),
    name: (action === null ? text : `${text}: ${action.name}`).slice(0, 300),
    commit: build.commit,
    url,
    updated_at: build.updated_at ?? LONG_AGO,
  }
}

const MAX_KEY = 400

function keyOf(assurance: Assurance, origin: string): string {
  const kind = assurance === 'signed' ? 'xcode' : 'xcode-token'
  const key = `${kind}:${origin}`
  return key.length <= MAX_KEY ? key : `${kind}:${sha256(origin)}`
}

/** Nothing was built or tested in a build that was skipped: it did not pass. */
const COMPLETIONS: ReadonlyMap<string | null, CiState> = new Map([
  ['SUCCEEDED', 'passed'],
  ['FAILED', 'failed'],
  ['ERRORED', 'failed'],
  ['CANCELED', 'cancelled'],
  ['SKIPPED', 'cancelled'],
])
const UNFINISHED: ReadonlyMap<string | null, CiState> = new Map([
  ['PENDING', 'queued'],
  ['RUNNING', 'running'],
])

/**
 * https://developer.apple.com/documentation/appstoreconnectapi/ciexecutionprogress and …/cicompletionstatus; a word of tomorrow is
 * `unknown`, never `passed`.
 */
export function stateOfBuild({ progress, completion_status }: Build): CiState {
  if (progress === 'COMPLETE') return COMPLETIONS.get(completion_status) ?? 'unknown'
  return UNFINISHED.get(progress) ?? 'unknown'
}

function stateOf({ build, action }: BuildReport): CiState {
  return action === null ? stateOfBuild(build) : (COMPLETIONS.get(action.status) ?? 'unknown')
}
