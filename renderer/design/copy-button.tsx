import { useEffect, useState } from 'react'
import { IconButton } from './button.tsx'
import { CheckIcon, CopyIcon, CrossIcon } from './icons.tsx'

/** Copies `text`; says for a moment whether that worked. `what` completes the name "Copy …". */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [outcome, setOutcome] = useState<'done' | 'failed' | null>(null)
  useEffect(() => {
    if (outcome === null) return
    const timer = setTimeout(() => setOutcome(null), 1_600)
    return () => clearTimeout(timer)
  }, [outcome])

  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setOutcome('done'),
      () => setOutcome('failed'),
    )
  }
  const label = outcome === null ? `Copy ${what}` : outcome === 'done' ? 'Copied' : 'The browser refused to copy'
  return (
    <IconButton label={label} onClick={copy} className="!size-6 -my-0.5">
      {outcome === null ? <CopyIcon /> : outcome === 'done' ? <CheckIcon className="text-approved" /> : <CrossIcon />}
    </IconButton>
  )
}
