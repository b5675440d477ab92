import { useState } from 'react'
import { useServices } from '../../app/services.tsx'
import { useVerbs } from '../../app/use-verbs.ts'
import type { ProofSubject } from '../../client/audit-api.ts'
import { Button } from '../../design/button.tsx'
import { SealIcon } from '../../design/icons.tsx'
import { ProofDialog } from './proof-dialog.tsx'

/** For those who may export: opens the dialog that writes a proof folder. */
export function ProofButton({ subject }: { subject: ProofSubject }) {
  const { mayDecide } = useServices()
  const [open, setOpen] = useState(false)
  const whyNot = mayDecide ? null : 'This session may only read.'
  const verb = { id: 'proof', title: 'Export proof of this correlation…', keys: [], whyNot, run: () => setOpen(true) }
  // A task offers its own, with evidence or without.
  useVerbs(subject.kind === 'task' ? [] : [verb])
  if (!mayDecide) return null
  return (
    <>
      <Button look="plain" className="!h-7 !text-xs" onClick={() => setOpen(true)} aria-haspopup="dialog">
        <SealIcon className="size-3.5" />
        Export proof
      </Button>
      {open && <ProofDialog subject={subject} onClose={() => setOpen(false)} />}
    </>
  )
}
