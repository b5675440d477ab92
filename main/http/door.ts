import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Actor } from '../../contract/scope.ts'

/** Node's own objects of a request that came over a socket. */
interface Socketed {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
}

/**
 * What a door adds to a request. A door inside the process (desktop IPC, CLI) states who calls; over a socket the caller proves it
 * with a token. `ingress` marks the listener that a tunnel may show to the world; `correlation_id` is given by a door that is to know its
 * own calls again in what comes of them.
 */
export type DoorEnv =
  | { readonly identity: Actor }
  | { readonly identity: Actor; readonly correlation_id: string }
  | { readonly identity: Actor; readonly ingress: true }
  | Socketed
  | (Socketed & { readonly ingress: true })

export const cameByIngress = (env: DoorEnv): boolean => 'ingress' in env
