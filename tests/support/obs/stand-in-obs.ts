import { onTestFinished } from 'vitest'
import { type Peer, startWebsocketServer } from './websocket-server.ts'

/** What a request is answered with: data, a code of a refusal, or nothing at all. */
export type Answer = Readonly<Record<string, unknown>> | number | 'silence'

export interface StandInObs {
  readonly url: string
  /** Requests as they came, without those for the version. */
  readonly asked: { readonly request: string; readonly data: Readonly<Record<string, unknown>> }[]
  readonly connections: () => number
  /** Sends an event to everybody. */
  tell(eventType: string, eventData: object): void
  drop(): void
  stop(): Promise<void>
}

interface Wanted {
  readonly op: number
  readonly d: {
    readonly requestId: string
    readonly requestType: string
    readonly requestData?: Record<string, unknown>
  }
}

/**
 * Speaks obs-websocket 5 (https://github.com/obsproject/obs-websocket/blob/master/docs/generated/protocol.md), without a password, for what
 * no OBS at hand does: newer versions, silence, odd codes. Gone with the test.
 */
export async function startStandInObs(
  answer: (request: string, data: Readonly<Record<string, unknown>>) => Answer,
  about: { readonly version?: string; readonly requests?: readonly string[]; readonly greets?: boolean } = {},
): Promise<StandInObs> {
  const version = about.version ?? '5.5.0'
  const asked: StandInObs['asked'] = []

  function reply(peer: Peer, { requestId, requestType, requestData = {} }: Wanted['d']): void {
    const known = {
      ...{ obsVersion: '31.0.0', obsWebSocketVersion: version, platformDescription: 'a stand-in' },
      availableRequests: about.requests ?? [],
    }
    if (requestType !== 'GetVersion') asked.push({ request: requestType, data: requestData })
    const found = requestType === 'GetVersion' && about.greets !== false ? known : answer(requestType, requestData)
    if (found === 'silence') return
    const requestStatus = typeof found === 'number' ? { result: false, code: found } : { result: true, code: 100 }
    const responseData = typeof found === 'number' ? undefined : found
    peer.send({ op: 7, d: { requestType, requestId, requestStatus, responseData } })
  }

  const server = await startWebsocketServer(
    (peer) => peer.send({ op: 0, d: { obsWebSocketVersion: version, rpcVersion: 1 } }),
    (peer, message) => {
      const { op, d } = message as Wanted
      if (op === 1) peer.send({ op: 2, d: { negotiatedRpcVersion: 1 } })
      if (op === 6) reply(peer, d)
    },
  )
  onTestFinished(server.stop)
  return {
    ...{ url: server.url, asked, stop: server.stop, connections: () => server.peers.length },
    tell: (eventType, eventData) => {
      for (const peer of server.peers) peer.send({ op: 5, d: { eventType, eventIntent: 64, eventData } })
    },
    drop: () => {
      for (const peer of server.peers) peer.drop()
    },
  }
}
