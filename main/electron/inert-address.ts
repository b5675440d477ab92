import { oneLine } from '../core/remote/cut-text.ts'

/** Most UTF-16 units that are kept of an address. */
const MOST = 200

/**
 * An address that a page tried, for the record: scheme, host and path. What may hold a secret is left out (credentials, query, fragment,
 * and all that follows the scheme of `data:` and `javascript:`). The words that a policy violation gives in place of an address (`inline`,
 * `eval`) stay as they are. https://www.w3.org/TR/CSP3/#violation-resource
 */
export function inertAddress(address: string): string {
  if (/^[a-z-]{1,40}$/.test(address)) return address
  if (!URL.canParse(address)) return 'an address that cannot be read'
  const { protocol, host, pathname } = new URL(address)
  if (protocol === 'blob:') return oneLine(`blob:${inertAddress(pathname)}`, MOST)
  return oneLine(host !== '' || protocol === 'file:' ? `${protocol}//${host}${pathname}` : protocol, MOST)
}
