import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { senderOf } from '../../../main/http/sender-address.ts'

const from = (peer: string | undefined, forwardedFor: string | null = null) => {
  const { address, shared } = senderOf(peer, forwardedFor)
  return [address, shared]
}

describe('a request from this machine', () => {
  it('without X-Forwarded-For may come from anybody behind a tunnel', () => {
    for (const peer of ['127.0.0.1', '127.8.8.8', '::1']) expect(from(peer)).toEqual([peer, true])
    for (const peer of ['::ffff:127.0.0.1', '::ffff:7f00:1', '::FFFF:7F00:0001'])
      expect(from(peer)).toEqual(['127.0.0.1', true])
    expect(from('0:0:0:0:0:0:0:01')).toEqual(['::1', true])
  })
  it('comes from the last address that the tunnel names, the only one that it added itself', () => {
    expect(from('127.0.0.1', '203.0.113.7')).toEqual(['203.0.113.7', false])
    expect(from('127.0.0.1', '140.82.112.1, 203.0.113.7')).toEqual(['203.0.113.7', false])
    expect(from('::1', '203.0.113.7:5123')).toEqual(['203.0.113.7', false])
    expect(from('127.0.0.1', '[2001:db8:1:2:3::4]:5123')).toEqual(['2001:db8:1:2::/64', false])
  })
  it('with a name that is no address counts as one from this machine', () => {
    for (const told of ['', 'unknown', 'evil.example', '999.1.1.1', ',', '203.0.113.7,'])
      expect(from('127.0.0.1', told)).toEqual(['127.0.0.1', true])
  })
})

describe('a request from elsewhere', () => {
  it('is not believed what it says of others', () => {
    expect(from('203.0.113.7', '140.82.112.1')).toEqual(['203.0.113.7', false])
    expect(from('::ffff:203.0.113.7', null)).toEqual(['203.0.113.7', false])
  })
  it('of a private network may come through a proxy that good and bad senders share', () => {
    for (const peer of ['10.1.2.3', '172.20.0.2', '192.168.1.4', '169.254.3.4', '100.100.1.1'])
      expect(from(peer)).toEqual([peer, true])
    expect(from('fd00:1:2:3::5')).toEqual(['fd00:1:2:3::/64', true])
    expect(from('fe80::1%eth0')).toEqual(['fe80:0:0:0::/64', true])
    for (const peer of ['172.32.0.1', '100.128.0.1', '11.0.0.1']) expect(from(peer)).toEqual([peer, false])
  })
  it('by IPv6 stands for its whole network', () => {
    const network = '2001:db8:0:7::/64'
    for (const peer of ['2001:db8:0:7::1', '2001:db8::7:1:2:3:4', '2001:0DB8:0000:0007:ffff:0:0:1'])
      expect(from(peer)).toEqual([network, false])
    expect(from('2001:db8::1')).toEqual(['2001:db8:0:0::/64', false])
    expect(from('64:ff9b::203.0.113.7')).toEqual(['64:ff9b:0:0::/64', false])
  })
  it('always stands for the same network, however its address is written', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const { address: network } = senderOf(address, null)
        const [groups] = (network ?? '').split('::/64')
        const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1)
        expect(senderOf(canonical, null).address).toBe(network)
        if (network?.endsWith('::/64')) expect(isIP(`${groups}::`)).toBe(6)
      }),
    )
  })
  it('of nowhere, inside the process, has no address', () => {
    expect(from(undefined)).toEqual([null, true])
  })
})
