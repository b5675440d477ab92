import { useEffect, useMemo, useState } from 'react'
import type { Approval } from '../../../contract/approval.ts'
import { checkSubject, type SubjectCheck } from './subject-check.ts'
import { type SubjectPart, subjectParts } from './subject-parts.ts'

export interface CheckedSubject {
  readonly approval: Approval
  readonly parts: readonly SubjectPart[]
  /** Null while it is being hashed. */
  readonly check: SubjectCheck | null
}

/** The subjects as they are shown, and of each whether exactly that is what would be decided. */
export function useSubjectChecks(approvals: readonly Approval[], asNumbers: boolean): readonly CheckedSubject[] {
  const shown = useMemo(
    () => approvals.map((approval) => ({ approval, parts: subjectParts(approval.subject, asNumbers) })),
    [approvals, asNumbers],
  )
  const [done, setDone] = useState<{ readonly of: unknown; readonly checks: readonly SubjectCheck[] } | null>(null)
  useEffect(() => {
    let wanted = true
    // From the parts and not from the reply: what is hashed is what stands on the screen.
    const checks = shown.map(({ approval, parts }) => checkSubject(approval, parts.map(({ raw }) => raw).join('')))
    void Promise.all(checks).then((all) => {
      if (wanted) setDone({ of: shown, checks: all })
    })
    return () => {
      wanted = false
    }
  }, [shown])
  return useMemo(
    () => shown.map((each, place) => ({ ...each, check: done?.of === shown ? (done.checks[place] ?? null) : null })),
    [shown, done],
  )
}
