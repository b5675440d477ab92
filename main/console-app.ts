import type { SettingsView } from '../contract/settings.ts'
import type { InstanceLock } from './adapters/files/instance-lock.ts'
import type { LoginCodes } from './core/access/login-codes.ts'
import type { EventLog } from './core/audit/event-log.ts'
import type { EventHub } from './core/broadcast/event-hub.ts'
import type { SettingsSource } from './core/settings/settings-source.ts'
import type { FetchFunction, RefuseUnreadable } from './http/app.ts'

/** The console, whichever program hosts it. */
export interface App {
  /** The app function: HTTP, desktop IPC and CLI all go through it. */
  readonly fetch: FetchFunction
  readonly refuseUnreadable: RefuseUnreadable
  /** Takes up deliveries that a crash left, and begins to poll. For a console that stays. */
  begin(): Promise<void>
  /** Makes connections to the outside anew that may have died unseen, after the machine slept. */
  reconnect(): void
  readonly events: EventHub
  readonly loginCodes: LoginCodes
  readonly instance: InstanceLock
  readonly settings: SettingsSource
  /** Where the console can be reached, for those who ask for its settings. */
  listening(addresses: SettingsView['addresses']): void
  /** An audit line of a door that does not go through `fetch`. */
  readonly note: EventLog['note']
  /** Stops taking requests; `close` does the rest. */
  stopTakingRequests(): void
  /** Ends streams, writes what waits, signs the log's end and gives the data root free. Idempotent. */
  close(): Promise<void>
}
