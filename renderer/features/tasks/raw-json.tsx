import { Collapsible } from 'radix-ui'
import { useMemo, useState } from 'react'
import { CopyButton } from '../../design/copy-button.tsx'
import { ChevronIcon } from '../../design/icons.tsx'
import { JsonText } from '../../design/json-text.tsx'

/** The task as the service sent it, for exact reading and copying. */
export function RawJson({ value }: { value: object }) {
  const [open, setOpen] = useState(false)
  const text = useMemo(() => JSON.stringify(value, null, 2), [value])
  return (
    <Collapsible.Root open={open} onOpenChange={setOpen}>
      <div className="flex items-center justify-between">
        <Collapsible.Trigger className="group -ml-1.5 flex h-6 items-center gap-1 rounded-sm pr-2 pl-1 font-semibold text-soft text-xs hover:text-ink">
          <ChevronIcon className="transition-transform group-data-[state=open]:rotate-90" />
          Raw JSON
        </Collapsible.Trigger>
        {open && <CopyButton text={text} what="JSON" />}
      </div>
      <Collapsible.Content>
        <div className="mt-2">
          <JsonText text={text} label="Raw JSON of the task" />
        </div>
      </Collapsible.Content>
    </Collapsible.Root>
  )
}
