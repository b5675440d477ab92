import { type AuditEvent, type AuditEventType, AuditPage } from '../../contract/audit-event.ts'
import type { ConsoleUnderTest } from './console-under-test.ts'
import { must } from './publish-stage.ts'

/** All lines of a type, oldest first, page by page. */
export async function allLines(console: ConsoleUnderTest, type: AuditEventType): Promise<readonly AuditEvent[]> {
  const lines: AuditEvent[] = []
  let at: string | null = 'since=0'
  while (at !== null) {
    const answer: string = must(200, await console.get(`/api/audit?type=${type}&limit=1000&${at}`))
    const page = AuditPage.parse(JSON.parse(answer))
    lines.push(...page.items)
    at = page.newer_cursor === null ? null : `cursor=${encodeURIComponent(page.newer_cursor)}`
  }
  return lines
}
