import * as z from 'zod'
import type { DesktopReply } from '../../contract/desktop-door.ts'
import { AppError } from '../core/kernel/app-error.ts'
import { CaptureSourceId, type CaptureSources } from './capture-sources.ts'
import { NOTHING } from './desktop-reply.ts'
import type { DoorGate } from './door-gate.ts'
import { type EvidenceAddress, evidenceAddressOf } from './evidence-address.ts'
import { BADGE_CHANNEL, CAPTURE_CHANNEL, OPEN_EVIDENCE_CHANNEL, ZOOM_CHANNEL } from './ipc-channels.ts'

export interface DesktopVerbs {
  /** Shows the folder of a package in the file manager. Rejects with AppError when that is not to be, or did not work. */
  readonly openEvidence: (address: EvidenceAddress) => Promise<void>
  readonly capture: CaptureSources
  /** Shows how much waits at the app's icon; 0 removes it. Systems without such a place show nothing. */
  readonly setBadge: (count: number) => void
  readonly zoom: (step: 'in' | 'out' | 'reset') => void
}

const Capture = z.tuple([CaptureSourceId.nullable()])
const Badge = z.tuple([z.int().min(0).max(99_999)])
const Zoom = z.tuple([z.enum(['in', 'out', 'reset'])])

/** What `args` say. Throws AppError `validation_failed`, naming the argument. */
function checked<S extends z.ZodType>(schema: S, name: string, args: readonly unknown[]): z.infer<S> {
  const parsed = schema.safeParse(args)
  if (parsed.success) return parsed.data
  throw new AppError('validation_failed', `${name}: ${parsed.error.issues[0]?.message ?? 'not valid'}`)
}

/** Answers what only a desktop can do. */
export function answerDesktopVerbs(gate: DoorGate, verbs: DesktopVerbs): void {
  gate.answer(OPEN_EVIDENCE_CHANNEL, async (ids) => {
    const address = evidenceAddressOf(ids)
    await verbs.openEvidence(address)
    const { correlation_id, package_id } = address
    const data = { package_id }
    gate.note('request_served', { correlation_id, route: OPEN_EVIDENCE_CHANNEL, status: 204, data })
    return NOTHING
  })

  gate.answer(CAPTURE_CHANNEL, async (args): Promise<DesktopReply> => {
    const [id] = checked(Capture, 'id', args)
    if (id === null) {
      const headers = { 'content-type': 'application/json; charset=utf-8' }
      return { status: 200, headers, body: JSON.stringify(await verbs.capture.list()) }
    }
    const kind = await verbs.capture.choose(id)
    // Without its name: the title of a window belongs to another program.
    gate.note('capture_source_chosen', { route: CAPTURE_CHANNEL, status: 204, data: { source_id: id, kind } })
    return NOTHING
  })

  gate.answer(BADGE_CHANNEL, async (args) => {
    const [count] = checked(Badge, 'count', args)
    verbs.setBadge(count)
    return NOTHING
  })

  gate.answer(ZOOM_CHANNEL, async (args) => {
    const [step] = checked(Zoom, 'step', args)
    verbs.zoom(step)
    return NOTHING
  })
}
