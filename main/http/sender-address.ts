import { BlockList, isIP } from 'node:net'

/** From where a request came. */
export interface Sender {
  /** An IPv4 address, or the /64 network of an IPv6 address (RFC 6177: one site has at least that); null inside the process. */
  readonly address: string | null
  /** Good and bad senders may stand behind this address together, as behind a tunnel or a reverse proxy. */
  readonly shared: boolean
}

/** Nobody sends from these over the open Internet: behind them is this machine, or a proxy in front of it. */
const NEAR = new BlockList()
NEAR.addSubnet('127.0.0.0', 8)
NEAR.addSubnet('10.0.0.0', 8)
NEAR.addSubnet('172.16.0.0', 12)
NEAR.addSubnet('192.168.0.0', 16)
NEAR.addSubnet('169.254.0.0', 16)
NEAR.addSubnet('100.64.0.0', 10)
NEAR.addAddress('::1', 'ipv6')
NEAR.addSubnet('fc00::', 7, 'ipv6')
NEAR.addSubnet('fe80::', 10, 'ipv6')

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8)
LOOPBACK.addAddress('::1', 'ipv6')

/**
 * The sender by its socket's peer. Only a peer on this machine, a tunnel, is believed what it says of others: the last entry of
 * X-Forwarded-For, which is the one that the tunnel itself added.
 */
export function senderOf(peer: string | undefined, forwardedFor: string | null): Sender {
  const own = plain(peer ?? '')
  if (own === null) return { address: null, shared: true }
  const told = forwardedFor !== null && within(LOOPBACK, own) ? plain(forwardedFor.split(',').at(-1) ?? '') : null
  const address = told ?? own
  return { address: networkOf(address), shared: within(NEAR, address) }
}

/** The address alone, each in one form only: without port, brackets and zone. Null when it is none. */
function plain(text: string): string | null {
  const trimmed = text.trim()
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed)?.[1] ?? /^([\d.]+):\d+$/.exec(trimmed)?.[1] ?? trimmed
  const address = bare.replace(/%.*$/, '')
  if (isIP(address) !== 6) return isIP(address) === 4 ? address : null
  // The URL standard writes an IPv6 address as RFC 5952 does, but without dotted parts.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
  return mappedIPv4(canonical) ?? canonical
}

/** The IPv4 address that stands in `::ffff:0:0/96` (RFC 4291, 2.5.5.2): so a socket for both families names its peers. */
function mappedIPv4(canonical: string): string | null {
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical) ?? []
  if (high === undefined || low === undefined) return null
  return [high, low]
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 255])
    .join('.')
}

const within = (list: BlockList, address: string): boolean => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

function networkOf(address: string): string {
  if (isIP(address) === 4 || within(LOOPBACK, address)) return address
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => '0')
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`
}
