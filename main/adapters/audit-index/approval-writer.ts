import type { DatabaseSync } from 'node:sqlite'
import type { ApprovalState } from '../../../contract/approval.ts'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import { approvalOf, nextInBook } from '../../core/approvals/approval-book.ts'

export interface ApprovalWriter {
  /** Takes what the line says of an approval, within the transaction that holds the line. */
  put(event: AuditEvent): void
}

interface Known {
  readonly state: ApprovalState
  readonly subject_sha256: never
}

export function createApprovalWriter(database: DatabaseSync): ApprovalWriter {
  const find = database.prepare('SELECT state, subject_sha256 FROM approvals WHERE approval_id = ?')
  const insert = database.prepare('INSERT INTO approvals VALUES (?, ?, ?, ?, ?, ?, NULL)')
  const update = database.prepare(
    'UPDATE approvals SET line_seq = ?, state = ?, refused_until_ms = ? WHERE approval_id = ?',
  )

  return {
    put: (event) => {
      if (!event.type.startsWith('approval_')) return
      const told = approvalOf(event)
      if (told === null) return
      const known = find.get(told.approval_id) as Known | undefined
      const next = nextInBook(known ?? null, event)
      if (next === null) return
      const { approval_id, state, subject_sha256, task_id, refused_until } = next
      if (known === undefined) insert.run(event.seq, approval_id, event.seq, state, subject_sha256, task_id)
      else update.run(event.seq, state, refused_until === null ? null : Date.parse(refused_until), approval_id)
    },
  }
}
