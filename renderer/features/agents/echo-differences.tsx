import type { EchoDifference } from '../../../contract/protocol.ts'
import { Inert } from '../../design/inert.tsx'
import { inertString } from '../../design/inert-text.ts'
import { ScrollBox } from '../approvals/scroll-box.tsx'

/** Where the echo of the executor is not what it was given. */
export function EchoDifferences({ differences }: { differences: readonly EchoDifference[] }) {
  return (
    <ul aria-label="How the echo differs" className="mt-2 flex flex-col gap-2.5">
      {differences.map(({ path, expected, given }) => (
        <li key={path} className="min-w-0">
          <code className="text-2xs text-soft [overflow-wrap:anywhere]">
            <Inert text={path} />
          </code>
          <div className="mt-0.5 grid gap-1 @xl:grid-cols-2">
            <Side word="dispatched" label={`${path} as it was dispatched`} text={expected} />
            <Side word="echoed" label={`${path} as it was echoed`} text={given} />
          </div>
        </li>
      ))}
    </ul>
  )
}

function Side({ word, label, text }: { word: string; label: string; text: string | null }) {
  return (
    <ScrollBox
      label={inertString(label)}
      className="max-h-[8rem] whitespace-pre-wrap rounded-sm border border-line bg-raised px-2 py-1 font-mono text-2xs"
    >
      <span className="mr-1.5 font-sans text-faint">{word}</span>
      {text === null ? <span className="font-sans text-faint">nothing</span> : <Inert text={text} />}
    </ScrollBox>
  )
}
