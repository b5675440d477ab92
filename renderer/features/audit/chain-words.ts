import type { AnchorState, ChainState, ChainTampering } from '../../../contract/audit-chain.ts'
import { ageWords, count, dateTime } from '../../design/time-words.ts'

const TAMPERING: Readonly<Record<ChainTampering['kind'], string>> = {
  edited: 'A line was edited',
  dropped: 'A line is missing',
  reordered: 'Lines stand in another order',
  truncated: 'The end of the log was cut off',
  forked: 'The log goes on from one line in two ways',
  unsigned: 'The signature of the head does not fit',
  rolled_back: 'The log was put back to an earlier state than the one deposited elsewhere',
  rewritten: 'The log was written anew: it differs from what was deposited elsewhere',
  anchor_unreadable: 'What was deposited elsewhere cannot be believed',
}

/** What is wrong, as the beginning of a sentence. */
export function tamperWords(kind: ChainTampering['kind']): string {
  return TAMPERING[kind]
}

/** `audit/events.jsonl, line 12 (seq 12)` */
export function placeWords({ file, line, seq }: ChainTampering): string {
  return `${file}, line ${count(line)} (seq ${count(seq)})`
}

export type ChainFace = 'whole' | 'broken' | 'unverified'

/** What the latest check says, whether or not another one runs. */
export function faceOf(chain: ChainState): ChainFace {
  if (chain.tampering !== null || chain.last_state === 'broken') return 'broken'
  return chain.last_state === 'ok' ? 'whole' : 'unverified'
}

/** When the chain was checked and how far; `now` in milliseconds since 1970. */
export function checkWords(chain: ChainState, now: number): string {
  if (chain.last_verified_at === null) return 'Not checked since the service started'
  const lines = chain.lines === null ? '' : `${count(chain.lines)} ${chain.lines === 1 ? 'line' : 'lines'} `
  const took =
    chain.seconds === null ? '' : `, in ${chain.seconds < 10 ? chain.seconds.toFixed(1) : Math.round(chain.seconds)} s`
  return `${lines}checked ${ageWords(Date.parse(chain.last_verified_at), now)} ago${took}`
}

/** How many lines came since the check, or null when none did. */
export function sinceWords({ verified_seq, head }: ChainState): string | null {
  const later = verified_seq === null ? 0 : head.seq - verified_seq
  return later <= 0 ? null : `${count(later)} ${later === 1 ? 'line' : 'lines'} since then`
}

/** Last line that some deposit elsewhere covers, or null. */
function anchoredSeq(anchors: readonly AnchorState[]): number | null {
  const covered = anchors.map(({ seq }) => seq).filter((seq) => seq !== null && seq > 0)
  return covered.length === 0 ? null : Math.max(...(covered as number[]))
}

/** Which range is anchored, over all places. */
export function anchoredWords(anchors: readonly AnchorState[]): string {
  if (anchors.length === 0) return 'not anchored elsewhere'
  const seq = anchoredSeq(anchors)
  const failed = anchors.filter(({ state }) => state === 'failed').length
  const range = seq === null ? 'nothing anchored yet' : `lines 1 to ${count(seq)} anchored elsewhere`
  return failed === 0 ? range : `${range}, ${failed === 1 ? '1 anchor' : `${failed} anchors`} failed`
}

/** What is known of one place. */
export function anchorWords({ state, seq, anchored_at, tried_at, failure }: AnchorState): string {
  const range =
    seq === null || anchored_at === null
      ? 'Nothing was deposited there'
      : `Lines 1 to ${count(seq)}, deposited ${dateTime(Date.parse(anchored_at))}`
  if (state !== 'failed') return range
  const when = tried_at === null ? '' : ` at ${dateTime(Date.parse(tried_at))}`
  return `${range}. The latest attempt${when} failed: ${failure ?? 'no reason is known'}`
}
