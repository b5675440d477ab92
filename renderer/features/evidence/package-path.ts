import type { PackageAddress } from '../../client/door.ts'

/** Names that Windows keeps for devices: the service escapes their first letter. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)/
const MAX_LENGTH = 200
const KEPT_LENGTH = 100

/**
 * Where a package lies below the data root, named as the service names folders for ids of the contract: what could be mistaken on some
 * disk becomes `%` and two hex digits, what would be too long ends in its sha256. Null for such a long one where the browser has no
 * hash function (a page that came over plain HTTP from another machine).
 */
export async function packagePath({ correlation_id, package_id }: PackageAddress): Promise<string | null> {
  const names = await Promise.all([correlation_id, package_id].map(folderName))
  return names.includes(null) ? null : `audit/evidence/${names.join('/')}`
}

async function folderName(id: string): Promise<string | null> {
  const name = id
    .replace(DEVICE, (device) => escaped(device.charAt(0)) + device.slice(1))
    .replace(/[A-Z:]|\.$/g, escaped)
  if (name.length <= MAX_LENGTH) return name
  if (!globalThis.isSecureContext) return null
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(id)))
  return `${name.slice(0, KEPT_LENGTH)}%-${Array.from(digest, hex).join('')}`
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0')
const escaped = (char: string): string => `%${hex(char.charCodeAt(0))}`
