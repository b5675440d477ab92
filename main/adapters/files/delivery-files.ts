import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeliveryBodies, StoredDelivery } from '../../core/ingest/delivery-bodies.ts'
import type { DeliveryIndex, DeliveryName } from '../../core/ingest/delivery-index.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import type { Logger } from '../../core/kernel/logger.ts'
import { sha256 } from '../../core/kernel/sha256.ts'
import { stageFile } from '../disk/atomic-write.ts'
import { createFolderSync } from '../disk/folder-sync.ts'
import { decodeDelivery, deliveryFileName, encodeDelivery } from './delivery-file.ts'
import { openDeliveryFolder } from './delivery-folder.ts'
import { createDeliveryShelf } from './delivery-shelf.ts'
import { readPlain } from './plain-file.ts'

/** How much is kept. */
export interface BodyLimits {
  readonly files: number
  readonly bytes: number
}

export const BODY_LIMITS: BodyLimits = { files: 10_000, bytes: 256 * 1024 * 1024 }

export interface DeliveryFilesOptions {
  /** `audit/deliveries/` of the data root; made when it is missing. */
  readonly folder: string
  readonly limits: BodyLimits
  /** What the log knows decides what may go, and whether a body is the one that was claimed. */
  readonly index: Pick<DeliveryIndex, 'summary'>
  readonly logger: Logger
}

export interface DeliveryFiles extends DeliveryBodies {
  close(): Promise<void>
}

const FILE_MODE = 0o600

/** The largest body with the worst escaping. */
const MAX_FILE_BYTES = 32 * 1024 * 1024

/** Most files looked at to make room for one: those that may not go would otherwise be looked at with every write. */
const LOOKED_AT_ONCE = 64

/** How far what may not go may grow beyond the limits before nothing more is taken. */
export const OVERFULL = 2

/**
 * One file per delivery. Opening removes what a crash left: unfinished files, and bodies without a claim, whose sender got no answer and
 * has them still. Only for the process that has the data root. Throws AppError `audit_unavailable` as the index does.
 */
export async function openDeliveryFiles(options: DeliveryFilesOptions): Promise<DeliveryFiles> {
  const { folder, limits, index, logger } = options
  const shelf = createDeliveryShelf()
  const sync = createFolderSync(folder)
  const pathOf = (file: string): string => join(folder, file)
  for (const entry of await openDeliveryFolder(folder, logger, readFile)) {
    if (index.summary(entry.name.source, entry.name.delivery_id) !== null) shelf.put(entry)
    else await discard(entry.file, 'a body that was never claimed could not be removed')
  }

  /** Never in the way of what is going on: what cannot be removed stays. */
  async function discard(file: string, trouble: string): Promise<void> {
    shelf.drop(file)
    await rm(pathOf(file), { force: true }).catch((error: unknown) => logger.warn({ err: error, file }, trouble))
  }

  const isBeyond = (times: number): boolean => shelf.files > limits.files * times || shelf.bytes > limits.bytes * times

  function isFinished({ source, delivery_id }: DeliveryName): boolean {
    try {
      return index.summary(source, delivery_id)?.state === 'accepted'
    } catch {
      // While the index does not answer nothing is known to be finished.
      return false
    }
  }

  /** The oldest finished ones go. One that may not go is asked again when all others had their turn. */
  async function makeRoom(): Promise<void> {
    for (let looked = 0; looked < LOOKED_AT_ONCE && isBeyond(1); looked += 1) {
      const oldest = shelf.oldest()
      if (oldest === null) return
      if (isFinished(oldest.name)) await discard(oldest.file, 'an old body of a delivery could not be removed')
      else shelf.put(oldest)
    }
  }

  async function write(delivery: StoredDelivery): Promise<void> {
    const file = deliveryFileName(delivery)
    const bytes = Buffer.from(encodeDelivery(delivery))
    const staged = await stageFile(pathOf(file), bytes, FILE_MODE)
    try {
      await staged.commit()
    } catch (error) {
      await staged.discard().catch(() => undefined)
      throw error
    }
    const { source, delivery_id } = delivery
    shelf.put({ file, name: { source, delivery_id }, bytes: bytes.length })
    await sync.sync()
  }

  /** Null when there is none; damaged ones are told of. */
  async function readFile(file: string): Promise<StoredDelivery | null> {
    const damaged = (fault: string): null => {
      logger.error({ file, fault }, 'the body of a delivery is damaged')
      return null
    }
    const found = await readPlain(pathOf(file), MAX_FILE_BYTES).catch((error: NodeJS.ErrnoException) => ({
      fault: `cannot be read (${error.code ?? 'unknown'})`,
    }))
    if ('fault' in found) return found.fault === 'is missing' ? null : damaged(found.fault)
    const decoded = decodeDelivery(found.bytes)
    if ('fault' in decoded) return damaged(decoded.fault)
    if (deliveryFileName(decoded.delivery) !== file) return damaged('is the file of another delivery')
    const claim = index.summary(decoded.delivery.source, decoded.delivery.delivery_id)
    const claimed = claim?.body_sha256 ?? null
    if (claimed !== null && claimed !== sha256(decoded.delivery.raw)) return damaged('is not the body that was claimed')
    // Of the log, not of the file: whoever changes the file must not make a delivery more trusted than it was.
    return { ...decoded.delivery, assurance: claim?.assurance ?? 'none' }
  }

  return {
    keep: async (delivery) => {
      if (isBeyond(OVERFULL)) await makeRoom()
      if (isBeyond(OVERFULL))
        throw new AppError(
          'storage_failed',
          `audit/deliveries/ is full of ${shelf.files} deliveries that are not carried out: resume the intake where it is paused, and replay what failed.`,
        )
      await write(delivery).catch((cause: NodeJS.ErrnoException) => {
        const code = cause.code ?? 'unknown'
        throw new AppError('storage_failed', `audit/deliveries/ cannot be written (${code}).`, {}, { cause })
      })
      await makeRoom()
    },
    read: (source, delivery_id) => readFile(deliveryFileName({ source, delivery_id })),
    close: sync.close,
  }
}
