import type { JsonObject } from '../../../../contract/json-object.ts'

/**
 * Why OBS gave no answer. `refused`: it answered with a code of its own; `closed`: the connection ended before it answered; `garbled`: it
 * answered something else than its protocol says.
 */
export type ObsProblemKind =
  | 'not_configured'
  | 'unreachable'
  | 'wrong_password'
  | 'timeout'
  | 'closed'
  | 'refused'
  | 'garbled'

export class ObsProblem extends Error {
  readonly kind: ObsProblemKind
  /** RequestStatus of obs-websocket when it refused; https://github.com/obsproject/obs-websocket/blob/master/docs/generated/protocol.md#requeststatus */
  readonly code: number | null
  constructor(kind: ObsProblemKind, message: string, code: number | null, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ObsProblem'
    this.kind = kind
    this.code = code
  }
}

/** What a running OBS says of itself; words of somebody else, bounded and in one line. */
export interface ObsAbout {
  readonly obs: string
  readonly websocket: string
  readonly platform: string
  /** Names of the requests that it knows. */
  readonly requests: ReadonlySet<string>
}

/** `connecting`: not reached yet, and nothing is known; `lost`: configured and not there. */
export type ObsHealth =
  | { readonly state: 'off' }
  | { readonly state: 'connecting' }
  | {
      readonly state: 'on'
      readonly about: ObsAbout
      /** Of the last question that OBS answered, in milliseconds. */
      readonly latency_ms: number
      /** When it was answered, in milliseconds since 1970. */
      readonly checked_ms: number
    }
  | { readonly state: 'lost'; readonly problem: ObsProblem; readonly checked_ms: number }

/** `opened` and `lost` are of the connection; everything between the two was told by one and the same OBS. */
export type ObsHappening =
  | { readonly kind: 'opened' }
  | { readonly kind: 'lost'; readonly problem: ObsProblem }
  | { readonly kind: 'told'; readonly event: string; readonly data: JsonObject }

/** OBS Studio behind its websocket. Nothing is connected while no address is configured. */
export interface ObsLink {
  /**
   * Asks OBS; connects first when it is not connected, at once. Always settles: within the deadline of a call, when the connection ends,
   * or when `signal` is aborted (then with its reason). Throws ObsProblem.
   */
  call(request: string, data: JsonObject, signal: AbortSignal): Promise<JsonObject>
  health(): ObsHealth
  /** Returns what ends it. */
  watch(listener: (happening: ObsHappening) => void): () => void
}
