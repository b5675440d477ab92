/** Why an update did not come about; what it means and what to do stands in UPDATE_FAILURES. */
export type UpdateErrorCode =
  | 'unreachable'
  | 'bad_answer'
  | 'no_package'
  | 'checksum_mismatch'
  | 'signature_invalid'
  | 'disk_full'
  | 'not_allowed'
  | 'not_installed'
  | 'timeout'
  | 'unknown'

/** A version that is offered. `notes` is somebody else's text. */
export interface OfferedVersion {
  readonly version: string
  readonly notes: string
}

export type UpdateStep = 'check' | 'fetch' | 'install'

/** Where an update stands. `asking`: a question about it is on the screen; without it, the operator said "later". */
export type UpdateState =
  | { readonly at: 'idle' }
  | { readonly at: 'checking' }
  | { readonly at: 'found'; readonly offer: OfferedVersion; readonly asking: boolean }
  | { readonly at: 'fetching'; readonly offer: OfferedVersion; readonly percent: number }
  | { readonly at: 'ready'; readonly offer: OfferedVersion; readonly asking: boolean }
  | { readonly at: 'installing'; readonly offer: OfferedVersion }
  | {
      readonly at: 'failed'
      readonly step: UpdateStep
      readonly code: UpdateErrorCode
      readonly offer: OfferedVersion | null
    }

export type UpdateEvent =
  | { readonly is: 'check' }
  | { readonly is: 'nothing_newer' }
  | { readonly is: 'found'; readonly offer: OfferedVersion }
  /** A question is put again, from the menu. */
  | { readonly is: 'ask' }
  | { readonly is: 'answer'; readonly yes: boolean }
  | { readonly is: 'progress'; readonly percent: number }
  | { readonly is: 'fetched' }
  | { readonly is: 'failed'; readonly code: UpdateErrorCode }

export const IDLE: UpdateState = { at: 'idle' }

/**
 * The state after an event. What makes no sense in a state changes nothing, so a late answer or a second click cannot skip a question:
 * fetching begins only from a yes about a version that was found, and installing only from a yes about one that was fetched.
 */
export function nextUpdateState(state: UpdateState, event: UpdateEvent): UpdateState {
  switch (event.is) {
    case 'check':
      return isAtRest(state) ? { at: 'checking' } : state
    case 'nothing_newer':
      return state.at === 'checking' ? IDLE : state
    case 'found':
      return state.at === 'checking' ? { at: 'found', offer: event.offer, asking: true } : state
    case 'ask':
      return state.at === 'found' || state.at === 'ready' ? { ...state, asking: true } : state
    case 'answer':
      return answered(state, event.yes)
    case 'progress':
      return state.at === 'fetching' ? { ...state, percent: Math.max(state.percent, whole(event.percent)) } : state
    case 'fetched':
      return state.at === 'fetching' ? { at: 'ready', offer: state.offer, asking: true } : state
    case 'failed':
      return failed(state, event.code)
  }
}

/** Nothing is on the screen or under way, so a new check takes nothing from anybody. */
export function isAtRest(state: UpdateState): boolean {
  return state.at === 'idle' || state.at === 'failed' || (state.at === 'found' && !state.asking)
}

function answered(state: UpdateState, yes: boolean): UpdateState {
  if ((state.at !== 'found' && state.at !== 'ready') || !state.asking) return state
  if (!yes) return { ...state, asking: false }
  return state.at === 'found'
    ? { at: 'fetching', offer: state.offer, percent: 0 }
    : { at: 'installing', offer: state.offer }
}

function failed(state: UpdateState, code: UpdateErrorCode): UpdateState {
  if (state.at === 'checking') return { at: 'failed', step: 'check', code, offer: null }
  if (state.at === 'fetching') return { at: 'failed', step: 'fetch', code, offer: state.offer }
  if (state.at === 'installing') return { at: 'failed', step: 'install', code, offer: state.offer }
  return state
}

const whole = (percent: number): number => Math.min(100, Math.max(0, Math.floor(Number.isNaN(percent) ? 0 : percent)))
