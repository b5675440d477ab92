import { type AuditEvent, type AuditEventType, AuditPage } from '../../contract/audit-event.ts'
import type { ConsoleUnderTest } from './console-under-test.ts'

/** The newest 1,000 lines of a type, as the console's own API gives them. */
export async function auditLines(console: ConsoleUnderTest, type: AuditEventType): Promise<readonly AuditEvent[]> {
  const answer = await console.get(`/api/audit?type=${type}&limit=1000`)
  if (answer.status !== 200) throw new Error(`GET /api/audit?type=${type} was answered ${answer.status}`)
  return AuditPage.parse(JSON.parse(answer.text)).items
}

/** Of how many refusals the lines tell. */
export function refusalsIn(lines: readonly AuditEvent[]): number {
  return lines.reduce((sum, { data }) => sum + Number(data['count']), 0)
}
