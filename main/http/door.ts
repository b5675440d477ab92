import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Actor } from '../../contract/scope.ts'

/**
 * What a door adds to a request. A door inside the process (desktop IPC, CLI) states who calls; over a socket the caller proves it
 * with a token, and `incoming`/`outgoing` are Node's own objects of the request.
 */
export type DoorEnv =
  | { readonly identity: Actor }
  | { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse }
