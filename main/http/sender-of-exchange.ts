import type { Exchange } from './exchange.ts'
import { type Sender, senderOf } from './sender-address.ts'

/** From where a request came; without an address when it came through a door in this process. */
export function senderOfExchange(exchange: Exchange): Sender {
  const peer = 'incoming' in exchange.env ? exchange.env.incoming.socket.remoteAddress : undefined
  return senderOf(peer, exchange.header('x-forwarded-for'))
}
