import { expect, it } from 'vitest'
import { createAddressRanges } from '../../../main/adapters/notify/address-ranges.ts'

const rangeOf = createAddressRanges()

it.each([...['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:127.0.0.1']])(
  '%s is this machine',
  (address) => {
    expect(rangeOf(address)).toBe('loopback')
  },
)

it.each([
  ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '100.127.255.255', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
  ...['192.168.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.7', '203.0.113.7', '224.0.0.1', '255.255.255.255'],
  ...['::', '::a00:1', 'fc00::1', 'fdff::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '2001:db8::1'],
  ...['64:ff9b::a9fe:a9fe', '2002:a00:1::', '2001:0:a00:1::', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe', '100::1'],
  ...['', 'localhost', '10.1', '1.2.3.4.5'],
])('"%s" is not of the public internet', (address) => {
  expect(rangeOf(address)).toBe('private')
})

it.each([
  ...['93.184.215.14', '1.1.1.1', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '169.253.0.1'],
  ...['2606:4700:4700::1111', '2a00:1450:4001::1', '::ffff:1.1.1.1', '2001:4860:4860::8888'],
])('%s is of the public internet', (address) => {
  expect(rangeOf(address)).toBe('public')
})
