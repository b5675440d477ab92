import { useId } from 'react'
import type { Approval } from '../../../contract/approval.ts'
import { count } from '../../design/time-words.ts'
import { Section } from '../tasks/section.tsx'
import { SubjectBytes } from './subject-bytes.tsx'
import type { SubjectCheck } from './subject-check.ts'
import { beyondAscii, type SubjectPart } from './subject-parts.ts'
import { SubjectReadable } from './subject-readable.tsx'
import { SubjectVerdict } from './subject-verdict.tsx'

interface SubjectViewProps {
  approval: Approval
  parts: readonly SubjectPart[]
  check: SubjectCheck | null
  asNumbers: boolean
  onAsNumbers: (asNumbers: boolean) => void
}

/** The exact bytes first; the same laid out for reading beside them, which decides nothing. */
export function SubjectView({ approval, parts, check, asNumbers, onAsNumbers }: SubjectViewProps) {
  const beyond = beyondAscii(approval.subject)
  return (
    <>
      <Section
        title="Exactly this is decided and run"
        aside={beyond > 0 ? <NumbersSwitch beyond={beyond} asNumbers={asNumbers} onChange={onAsNumbers} /> : null}
      >
        <div className="flex flex-col gap-2">
          <SubjectBytes parts={parts} isLow={false} />
          <SubjectVerdict approval={approval} check={check} />
        </div>
      </Section>
      {check?.state === 'fits' && <SubjectReadable subject={check.subject} />}
    </>
  )
}

/** Letters of other scripts can pass for Latin ones; as numbers they cannot. */
function NumbersSwitch(props: { beyond: number; asNumbers: boolean; onChange: (on: boolean) => void }) {
  const id = useId()
  return (
    <span className="flex items-center gap-1.5 text-soft text-xs">
      <input
        id={id}
        type="checkbox"
        checked={props.asNumbers}
        onChange={(event) => props.onChange(event.target.checked)}
        className="accent-[var(--accent)]"
      />
      <label htmlFor={id}>
        {count(props.beyond)} {props.beyond === 1 ? 'character' : 'characters'} beyond ASCII as{' '}
        {props.beyond === 1 ? 'a number' : 'numbers'}
      </label>
    </span>
  )
}
