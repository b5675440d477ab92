import type { DoorCall } from './door.ts'

/** What is sent along with a call, whatever the door. */
export function headersOf({ body, prefer }: Pick<DoorCall, 'body' | 'prefer'>): Record<string, string> {
  return {
    ...(body === null ? {} : { 'content-type': 'application/json' }),
    ...(prefer === null ? {} : { prefer }),
  }
}
