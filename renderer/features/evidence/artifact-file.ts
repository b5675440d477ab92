import type { Artifact } from '../../../contract/evidence.ts'

/** How a file of proof is looked at: `none` is saved only. */
export type Look = 'picture' | 'video' | 'text' | 'none'

/** Pictures that browsers draw and that hold no scripts (SVG does). */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif'])
const VIDEOS = new Set(['video/mp4', 'video/webm', 'video/x-matroska'])
const TEXTS = new Set(['application/json', 'application/x-ndjson', 'application/jsonl', 'application/yaml'])
/** What is read whole, hashed here, and then played. Bytes. */
export const MOST_IN_PAGE = 64 * 1024 * 1024
/** A picture that is shown without being asked for. Bytes. */
const MOST_AT_ONCE = 2_000_000
const MOST_BYTES: Readonly<Record<Look, number>> = {
  ...{ picture: 24_000_000, video: Number.POSITIVE_INFINITY, text: 20_000_000, none: 0 },
}

export function lookOf({ media_type, bytes }: Artifact): Look {
  const look = kindOf(media_type)
  return bytes > 0 && bytes <= MOST_BYTES[look] ? look : 'none'
}

export const isShownAtOnce = (artifact: Artifact): boolean =>
  lookOf(artifact) === 'picture' && artifact.bytes <= MOST_AT_ONCE

/** Whether it is played as it comes, because it is too large to be read first. */
export const isStreamed = (artifact: Artifact): boolean => lookOf(artifact) === 'video' && artifact.bytes > MOST_IN_PAGE

/** Whether YouTube is offered for it: a recording that has something in it and was not cut short. */
export const canBePublished = ({ media_type, bytes, partial }: Artifact): boolean =>
  media_type.startsWith('video/') && bytes > 0 && partial !== true

function kindOf(mediaType: string): Look {
  if (PICTURES.has(mediaType)) return 'picture'
  if (VIDEOS.has(mediaType)) return 'video'
  return mediaType.startsWith('text/') || TEXTS.has(mediaType) ? 'text' : 'none'
}

/** As a data: address, which the console's policy allows for pictures alone. */
export function pictureUrl({ media_type }: Artifact, bytes: Uint8Array<ArrayBuffer>): string {
  let text = ''
  for (let from = 0; from < bytes.length; from += 32_768)
    text += String.fromCharCode(...bytes.subarray(from, from + 32_768))
  return `data:${media_type};base64,${btoa(text)}`
}

/** Hands the bytes to the browser as a download; never opened in the page. */
export function saveFile(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
