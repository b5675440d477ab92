import { failureTitle } from './failure-words.ts'
import { WarningIcon } from './icons.tsx'
import { Inert } from './inert.tsx'

interface FailureNoteProps {
  /** `error_code` of what failed. */
  code: string
  detail: string
  /** What the reader can do about it. */
  hint: string
}

/** Something that failed earlier and was recorded: what kind of trouble it was, what exactly, and what can be done. */
export function FailureNote({ code, detail, hint }: FailureNoteProps) {
  return (
    <div
      data-failure={code}
      className="flex gap-2 rounded-md border border-danger-line bg-danger-ground px-2.5 py-2 text-xs [overflow-wrap:anywhere]"
    >
      <WarningIcon className="mt-px size-3.5 text-rejected" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2 font-medium text-ink">
          {failureTitle(code)}
          <code className="font-normal text-2xs text-soft">
            <Inert text={code} />
          </code>
        </p>
        <p className="text-soft">
          <Inert text={detail} />
        </p>
        <p className="mt-0.5 text-ink">
          <Inert text={hint} />
        </p>
      </div>
    </div>
  )
}
