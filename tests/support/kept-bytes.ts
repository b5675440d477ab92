import type { KeptFile } from '../../main/core/evidence/evidence-store.ts'

/** All bytes of a kept file. */
export async function bytesOfKept({ pieces, artifact }: KeptFile): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const piece of pieces(0, artifact.bytes)) parts.push(Buffer.from(piece))
  return Buffer.concat(parts)
}
