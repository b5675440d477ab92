import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AuditFilter } from '../../app/route.ts'
import { AuditForm } from './audit-form.tsx'
import type { AuditQuestion } from './audit-pages.ts'
import { AuditResult } from './audit-result.tsx'
import { ChainPanel } from './chain-panel.tsx'
import { useAuditLines } from './use-audit-lines.ts'

export function AuditPage({ filter }: { filter: AuditFilter }) {
  const queries = useQueryClient()
  const readAgain = () => {
    for (const key of ['audit', 'newest', 'chain']) void queries.invalidateQueries({ queryKey: [key] })
  }
  const question = useMemo(() => questionOf(filter), [filter])
  const read = useAuditLines(question)
  // A failure that is shown in the place of the lines is not told a second time above them; trying again is for both.
  const shown = read.lines.length === 0 ? read.failure : null
  const retry = () => {
    read.retry()
    if (queries.getQueryState(['chain'])?.status === 'error') void queries.invalidateQueries({ queryKey: ['chain'] })
  }
  return (
    <main className="flex min-h-0 flex-col bg-surface">
      <h1 className="sr-only">Audit</h1>
      <ChainPanel told={shown} />
      <AuditForm filter={filter} onRefresh={readAgain} />
      <AuditResult filter={filter} read={{ ...read, retry }} />
    </main>
  )
}

function questionOf({ correlation_id, task_id, type, actor, since, until, requests, at }: AuditFilter): AuditQuestion {
  const any = (text: string) => (text === '' ? null : text)
  return {
    ...{ correlation_id: any(correlation_id), task_id: any(task_id), type, actor: any(actor), requests, at },
    ...{ since: instantOf(since), until: instantOf(until) },
  }
}

/** The local time as an instant in UTC, or null when it is none. */
function instantOf(local: string): string | null {
  const ms = local === '' ? Number.NaN : Date.parse(local)
  return Number.isNaN(ms) ? null : new Date(ms).toISOString()
}
