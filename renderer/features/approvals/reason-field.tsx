import { useId } from 'react'

/** Why it is denied: its agent is told, so that it does not try the same again. */
export function ReasonField({ reason, onReason }: { reason: string; onReason: (reason: string) => void }) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        Reason <span className="font-normal text-faint">(required; the agent is told)</span>
      </label>
      <textarea
        id={id}
        rows={3}
        required
        maxLength={2_000}
        value={reason}
        onChange={(event) => onReason(event.target.value)}
        className="block w-full resize-y rounded-md border border-line-strong bg-surface px-3 py-2 text-base"
      />
    </div>
  )
}
