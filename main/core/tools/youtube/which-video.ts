import type { OtherUploads, OwnUpload } from './youtube-ports.ts'

/** The clocks of both sides may differ by this, in milliseconds. */
export const SKEW_MS = 60_000

/**
 * Which of the newest own uploads came of an upload whose answer was lost: those with its title that are no older than it and belong to
 * no other call. More than one is nobody's to choose, nor one that another call may have left.
 */
export function whichVideo(
  uploads: readonly OwnUpload[],
  wanted: { readonly title: string; readonly opened_ms: number; readonly others: OtherUploads },
): { readonly found: 'none' | 'several' } | { readonly found: 'one'; readonly video_id: string } {
  const fitting = uploads.filter(
    ({ video_id, title, published_ms }) =>
      sameTitle(title, wanted.title) &&
      published_ms >= wanted.opened_ms - SKEW_MS &&
      !wanted.others.videos.has(video_id),
  )
  const [first] = fitting
  if (first === undefined) return { found: 'none' }
  return fitting.length > 1 || wanted.others.isOneUnknown
    ? { found: 'several' }
    : { found: 'one', video_id: first.video_id }
}

/** YouTube takes spaces away at both ends, and composes letters. */
export const sameTitle = (a: string, b: string): boolean => a.normalize('NFC').trim() === b.normalize('NFC').trim()
