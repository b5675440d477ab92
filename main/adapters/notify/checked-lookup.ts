import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { isLoopbackHost } from '../../core/kernel/loopback.ts'
import { createAddressRanges } from './address-ranges.ts'

/** An address that webhooks must not go to. */
export class RefusedAddressError extends Error {
  override readonly name = 'RefusedAddressError'
}

/** As `dns.lookup` with `all`. */
export type ResolveAll = (hostname: string) => Promise<readonly LookupAddress[]>

export const resolveBySystem: ResolveAll = (hostname) =>
  new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true }, (error, addresses) => (error === null ? resolve(addresses) : reject(error)))
  })

/**
 * Resolves names for a connection, and hands on only addresses that were looked at: what is connected to is what was checked, so that a
 * name cannot lead elsewhere in between (DNS rebinding). One forbidden address among several refuses them all.
 */
export function createAddressCheck(resolveAll: ResolveAll): {
  /** Throws RefusedAddressError for an address written as such: no lookup is asked about it. */
  checkLiteral(hostname: string, privateAllowed: boolean): void
  lookupFor(privateAllowed: boolean): LookupFunction
} {
  const rangeOf = createAddressRanges()

  function check(hostname: string, address: string, privateAllowed: boolean): void {
    const range = rangeOf(address)
    const allowed = privateAllowed || range === 'public' || (range === 'loopback' && isLoopbackHost(hostname))
    if (allowed) return
    const hint = 'name the host in tools.notify.private_hosts if it shall be reached'
    throw new RefusedAddressError(`${hostname} leads to ${address}, which is not of the public internet; ${hint}`)
  }

  return {
    checkLiteral: (hostname, privateAllowed) => {
      const address = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
      if (isIP(address) !== 0) check(hostname, address, privateAllowed)
    },
    lookupFor: (privateAllowed) => (hostname, options, done) => {
      const found = resolveAll(hostname).then((addresses) => {
        for (const { address } of addresses) check(hostname, address, privateAllowed)
        const first = addresses[0]
        if (first === undefined) throw new Error('the name has no address')
        return { addresses, first }
      })
      found.then(
        ({ addresses, first }) =>
          options.all === true ? done(null, [...addresses]) : done(null, first.address, first.family),
        (error: Error) => done(error, '', 4),
      )
    },
  }
}
