import type { Artifact } from '../../../contract/evidence.ts'

/** Pictures that browsers draw and that hold no scripts (SVG does). */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif'])
const MOST_BYTES = 2_000_000

export function isPicture({ media_type, bytes }: Artifact): boolean {
  return PICTURES.has(media_type) && bytes > 0 && bytes <= MOST_BYTES
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
