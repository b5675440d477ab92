import { useEffect, useReducer } from 'react'
import { WarningIcon } from '../../design/icons.tsx'
import { count } from '../../design/time-words.ts'
import { NO_PROOF, proofAfter } from './audit-proof.ts'
import { useSystemInfo } from './use-system-info.ts'

/** How far the audit log is, and whether the signed head covers it. */
export function AuditMark() {
  const { data: info, dataUpdatedAt: at, refetch } = useSystemInfo()
  const [{ shown, doubt }, take] = useReducer(proofAfter, NO_PROOF)
  const { seq = null, signed_seq = null } = info?.audit ?? {}
  useEffect(() => {
    if (seq !== null && signed_seq !== null) take({ seq, signed_seq, at })
  }, [seq, signed_seq, at])
  useEffect(() => {
    if (doubt === null) return
    const timer = setTimeout(() => void refetch(), doubt.again)
    return () => clearTimeout(timer)
  }, [doubt, refetch])

  if (seq === null) return null
  return (
    <span
      className="flex items-center gap-1 whitespace-nowrap max-wide:hidden"
      title="Last line of the audit log, and whether the signed head covers it"
      data-testid="audit-seq"
    >
      {shown?.behind === true && <WarningIcon className="size-3.5 text-pending" />}
      audit {count(shown?.seq ?? seq)}
      {shown !== null &&
        (shown.behind ? <span className="text-pending">, signed up to {count(shown.signed_seq)}</span> : ', signed')}
    </span>
  )
}
