import { BlockList, isIP } from 'node:net'

type Subnet = readonly [address: string, prefix: number]

/**
 * Ranges that are not of the public internet
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry). Those that
 * carry an IPv4 address inside of an IPv6 one (64:ff9b::/96, 2002::/16, 2001::/32) lead wherever that address does, so they are none of
 * the public internet either; IPv4-mapped ones are looked at as IPv4.
 */
const NOT_PUBLIC_4: readonly Subnet[] = [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
  ] as const),
  ...([
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
  ] as const),
  ...([
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
]
const NOT_PUBLIC_6: readonly Subnet[] = [
  ...([
    ['::', 96],
    ['64:ff9b::', 96],
    ['64:ff9b:1::', 48],
    ['100::', 64],
    ['2001::', 23],
    ['2001:db8::', 32],
  ] as const),
  ...([
    ['2002::', 16],
    ['3fff::', 20],
    ['5f00::', 16],
    ['fc00::', 7],
    ['fe80::', 10],
    ['fec0::', 10],
  ] as const),
  ...([['ff00::', 8]] as const),
]

function listOf(subnets: readonly Subnet[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const [address, prefix] of subnets) list.addSubnet(address, prefix, family)
  return list
}

export type AddressRange = 'public' | 'loopback' | 'private'

/** Where an IP address leads. What is no address is `private`: it is never connected to. */
export function createAddressRanges(): (address: string) => AddressRange {
  const loopback4 = listOf([['127.0.0.0', 8]], 'ipv4')
  const loopback6 = listOf([['::1', 128]], 'ipv6')
  const private4 = listOf(NOT_PUBLIC_4, 'ipv4')
  const private6 = listOf(NOT_PUBLIC_6, 'ipv6')

  return (text) => {
    const address = text.split('%')[0] ?? ''
    const mapped = mappedIpv4(address)
    const plain = mapped ?? address
    const version = isIP(plain)
    if (version === 0) return 'private'
    const [loopback, closed, family] =
      version === 4 ? [loopback4, private4, 'ipv4' as const] : [loopback6, private6, 'ipv6' as const]
    if (loopback.check(plain, family)) return 'loopback'
    return closed.check(plain, family) ? 'private' : 'public'
  }
}

/** The IPv4 address in an IPv4-mapped IPv6 one (RFC 4291, 2.5.5.2), however it is written; else null. */
function mappedIpv4(address: string): string | null {
  if (isIP(address) !== 6) return null
  // The one way of writing that the URL standard has.
  const groups = new URL(`http://[${address}]/`).hostname.slice(1, -1)
  const found = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(groups)
  if (found === null) return null
  const [high, low] = [found[1], found[2]].map((group) => Number.parseInt(group ?? '0', 16))
  return [(high ?? 0) >> 8, (high ?? 0) & 255, (low ?? 0) >> 8, (low ?? 0) & 255].join('.')
}
