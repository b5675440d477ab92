import type { Artifact } from '../../../contract/evidence.ts'

/** How a file of proof is looked at: `none` is saved only. */
export type Look = 'picture' | 'video' | 'text' | 'none'

/** Pictures that browsers draw and that hold no scripts (SVG does). */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif'])
const VIDEOS = new Set(['video/mp4', 'video/webm'])
const TEXTS = new Set(['application/json', 'application/x-ndjson', 'application/jsonl', 'application/yaml'])
const MOST_BYTES: Readonly<Record<Look, number>> = { picture: 2_000_000, video: 200_000_000, text: 20_000_000, none: 0 }

export function lookOf({ media_type, bytes }: Artifact): Look {
  const look = kindOf(media_type)
  return bytes > 0 && bytes <= MOST_BYTES[look] ? look : 'none'
}

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
