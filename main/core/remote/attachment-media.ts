/** What the bytes of a file are, and the ending that goes with it. */
export interface Media {
  readonly media_type: string
  readonly ending: string
}

interface Signature extends Media {
  readonly at: number
  /** Latin-1, byte for byte. */
  readonly bytes: string
  /** A second place that must fit as well. */
  readonly and: { readonly at: number; readonly bytes: string } | null
}

const UNKNOWN: Media = { media_type: 'application/octet-stream', ending: 'bin' }

/** Byte patterns of https://mimesniff.spec.whatwg.org/ (sections 6 and 7.1). */
const SIGNATURES: readonly Signature[] = [
  { media_type: 'image/jpeg', ending: 'jpg', at: 0, bytes: '\xff\xd8\xff', and: null },
  { media_type: 'image/png', ending: 'png', at: 0, bytes: '\x89PNG\r\n\x1a\n', and: null },
  { media_type: 'image/webp', ending: 'webp', at: 0, bytes: 'RIFF', and: { at: 8, bytes: 'WEBPVP' } },
  { media_type: 'image/gif', ending: 'gif', at: 0, bytes: 'GIF87a', and: null },
  { media_type: 'image/gif', ending: 'gif', at: 0, bytes: 'GIF89a', and: null },
  { media_type: 'application/pdf', ending: 'pdf', at: 0, bytes: '%PDF-', and: null },
  { media_type: 'application/ogg', ending: 'ogg', at: 0, bytes: 'OggS\0', and: null },
  { media_type: 'application/zip', ending: 'zip', at: 0, bytes: 'PK\x03\x04', and: null },
]

/** Tells a file by its first bytes alone: neither its name nor what the sender says of it counts. */
export function sniffMedia(bytes: Uint8Array): Media {
  const fits = ({ at, bytes: wanted }: { at: number; bytes: string }): boolean =>
    bytes.length >= at + wanted.length && [...wanted].every((char, place) => bytes[at + place] === char.charCodeAt(0))
  const found = SIGNATURES.find((one) => fits(one) && (one.and === null || fits(one.and)))
  return found === undefined ? UNKNOWN : { media_type: found.media_type, ending: found.ending }
}
