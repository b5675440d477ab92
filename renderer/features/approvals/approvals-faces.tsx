import { Button, Key } from '../../design/button.tsx'
import { Face } from '../../design/face.tsx'
import { useLiveState } from '../system/use-system-info.ts'

/** That there is none is said only about what the service has just told. */
export function EmptyApprovals({ isFiltered, onShowAll }: { isFiltered: boolean; onShowAll: () => void }) {
  const { phase } = useLiveState()
  if (phase === 'offline' || phase === 'reconnecting')
    return (
      <Face title="Not known">
        <p>Nothing was listed when the service was last heard. It does not answer now, so there may be approvals.</p>
      </Face>
    )
  if (isFiltered)
    return (
      <Face title="No approval matches">
        <p>None has this state and task.</p>
        <Button look="plain" onClick={onShowAll}>
          Show all approvals
        </Button>
      </Face>
    )
  return (
    <Face title="No approval was asked for yet">
      <p>When the policy asks for a person before a tool call runs, the call appears here, and stays for ever.</p>
    </Face>
  )
}

export function NoApprovalOpen() {
  return (
    <Face title="No approval is open">
      <p>
        Choose one in the list, or press <Key>j</Key> to open the newest: you see the exact bytes that were decided, who
        decided, and what became of it.
      </p>
    </Face>
  )
}
