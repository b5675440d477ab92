const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/**
 * Width and height that a PNG claims in its first chunk, in pixels; null for what is no PNG. ISO/IEC 15948, 5.2 and 11.2.1
 * (https://www.w3.org/TR/png-3/#11IHDR).
 */
export function pngSize(bytes: Uint8Array): { readonly width: number; readonly height: number } | null {
  if (bytes.length < 33 || SIGNATURE.some((byte, at) => bytes[at] !== byte)) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isHeader = view.getUint32(8) === 13 && view.getUint32(12) === 0x49484452
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  return isHeader && width > 0 && height > 0 ? { width, height } : null
}
