import { isUtf8 } from 'node:buffer'
import * as z from 'zod'
import { IngressSource } from '../../../contract/assurance.ts'
import { Sha256, Timestamp } from '../../../contract/ids.ts'
import type { StoredDelivery } from '../../core/ingest/delivery-bodies.ts'
import type { DeliveryName } from '../../core/ingest/delivery-index.ts'
import { sha256 } from '../../core/kernel/sha256.ts'
import { idOfPortableName, portableName } from './portable-name.ts'

/** A delivery as one JSON file that a person can read: a body that is UTF-8 as text, any other as base64, with its sha256. */
const DeliveryFile = z.strictObject({
  source: IngressSource,
  delivery_id: z.string(),
  event: z.string(),
  received_at: Timestamp,
  headers: z.record(z.string(), z.string()),
  body_sha256: Sha256,
  encoding: z.enum(['utf-8', 'base64']),
  body: z.string(),
})
type DeliveryFile = z.infer<typeof DeliveryFile>

const ENDING = '.json'

/** The same delivery always has the same file, and two never meet in one. */
export function deliveryFileName({ source, delivery_id }: DeliveryName): string {
  return `${portableName(`${source}.${delivery_id}`)}${ENDING}`
}

/** Whose file it is: `unknown` when only its content can tell, null when it is no file of a delivery. */
export function deliveryOfFileName(file: string): DeliveryName | 'unknown' | null {
  if (!file.endsWith(ENDING)) return null
  const id = idOfPortableName(file.slice(0, -ENDING.length))
  if (id === null) return 'unknown'
  const dot = id.indexOf('.')
  const source = IngressSource.safeParse(id.slice(0, Math.max(dot, 0)))
  return source.success ? { source: source.data, delivery_id: id.slice(dot + 1) } : null
}

export function encodeDelivery({ source, delivery_id, event, received_at, headers, raw }: StoredDelivery): string {
  const encoding = isUtf8(raw) ? 'utf-8' : 'base64'
  const file: DeliveryFile = {
    ...{ source, delivery_id, event, received_at, headers: { ...headers } },
    body_sha256: sha256(raw),
    encoding,
    body: Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString(encoding),
  }
  return `${JSON.stringify(file)}\n`
}

/** What is wrong with the bytes, or the delivery that they hold. */
export function decodeDelivery(
  bytes: Uint8Array,
): { readonly delivery: Omit<StoredDelivery, 'assurance'> } | { readonly fault: string } {
  const found = DeliveryFile.safeParse(parsed(bytes))
  if (!found.success) return { fault: 'is no delivery' }
  const { body_sha256, encoding, body, ...facts } = found.data
  const raw = Buffer.from(body, encoding)
  return sha256(raw) === body_sha256
    ? { delivery: { ...facts, raw } }
    : { fault: 'holds another body than its sha256 says' }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return null
  }
}
