import type { DesktopTarget } from '../../contract/desktop-door.ts'

/** What came back through a door. Problems are replies too; only an unreachable service rejects. */
export interface DoorReply {
  readonly status: number
  readonly body: string
}

/** A file, or a problem as JSON text in UTF-8 when the status is 400 or above. */
export interface DoorFile {
  readonly status: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Which package of evidence is meant. */
export interface PackageAddress {
  readonly correlation_id: string
  readonly package_id: string
}

export interface DoorCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** JSON text, or null for none. */
  readonly body: string | null
  readonly signal: AbortSignal | null
  /** Preference (RFC 7240) that is sent along; null for none. */
  readonly prefer: 'respond-async' | null
}

/** Why a subscription ended: the service no longer knows this session, or the connection is gone. */
export type LossReason = 'signed_out' | 'lost'

export interface StreamSink {
  /** The service accepted the subscription. */
  opened(): void
  /** Something arrived, if only a heartbeat: the connection is alive. */
  heard(): void
  event(id: string, name: string, data: string): void
  /** The subscription is over; called at most once, and never after the unsubscribe function. */
  ended(reason: LossReason): void
}

/** What only a desktop can do. Every reply can be a problem. */
export interface DesktopVerbs {
  /** null: status 200, the screens and windows as a JSON array of {id, name, kind, thumbnail}. An id among them: remembered for this run, 204. */
  chooseCaptureSource(id: string | null): Promise<DoorReply>
  /** Shows a number at the app's icon where the system can; 0 removes it. */
  setBadge(count: number): Promise<DoorReply>
  zoom(step: 'in' | 'out' | 'reset'): Promise<DoorReply>
  /** A wish that came before anybody listened is told to the first listener. Returns the unsubscribe function. */
  onTarget(callback: (target: DesktopTarget) => void): () => void
}

/** The one way by which the console talks to its service: over HTTP in a browser, over IPC in the desktop app. */
export interface Door {
  readonly kind: 'http' | 'desktop'
  /** Where the data comes from, for the status bar. */
  readonly address: string
  /** Rejects when the service cannot be reached. */
  fetch(path: string, call: DoorCall): Promise<DoorReply>
  /** The same for a file. Rejects when the service cannot be reached. */
  fetchFile(path: string, signal: AbortSignal): Promise<DoorFile>
  /** Shows the folder of a package on the machine of the service. Null where there is no desktop to show it on. */
  readonly openEvidence: ((address: PackageAddress) => Promise<DoorReply>) | null
  /** Null in a browser. */
  readonly desktop: DesktopVerbs | null
  /** One subscription; what came after `lastEventId` is sent first. Returns the unsubscribe function. */
  subscribe(lastEventId: string | null, sink: StreamSink): () => void
}
