/** Steps of 100 ns from 1582-10-15, where UUIDs of version 1 begin to count (RFC 9562, section 5.1), to 1970. */
const UNIX = 0x01b21dd213814000n

/** What GitHub sends as `X-GitHub-Delivery` for an event of that instant: a UUID of version 1; `ticks`: further steps of 100 ns. */
export function deliveryGuid(ms: number, ticks: number): string {
  const time = UNIX + BigInt(ms) * 10_000n + BigInt(ticks)
  const digits = time.toString(16).padStart(15, '0')
  return `${digits.slice(7)}-${digits.slice(3, 7)}-1${digits.slice(0, 3)}-81ab-4c9367dc0958`
}
