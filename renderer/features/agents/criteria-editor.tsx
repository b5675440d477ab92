import { Button } from '../../design/button.tsx'
import { type CriterionDraft, emptyCriterion } from './dispatch-draft.ts'

const BOX =
  'w-full min-w-0 rounded-md border border-line-strong bg-surface px-2 text-sm aria-[invalid=true]:border-rejected'

interface CriteriaEditorProps {
  criteria: readonly CriterionDraft[]
  faults: Readonly<Record<string, string>>
  onCriteria: (criteria: readonly CriterionDraft[]) => void
}

/** What the work will be held against; a check is a program that the console itself runs. */
export function CriteriaEditor({ criteria, faults, onCriteria }: CriteriaEditorProps) {
  const replace = (changed: CriterionDraft) =>
    onCriteria(criteria.map((each) => (each.key === changed.key ? changed : each)))
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">Acceptance criteria</legend>
      <ol className="flex flex-col gap-2.5">
        {criteria.map((each, place) => (
          <Criterion
            key={each.key}
            criterion={each}
            place={place + 1}
            fault={faults[`criteria.${each.key}`] ?? null}
            onCriterion={replace}
            onRemove={criteria.length === 1 ? null : () => onCriteria(criteria.filter(({ key }) => key !== each.key))}
          />
        ))}
      </ol>
      {faults['criteria'] !== undefined && <p className="mt-1 text-rejected text-xs">{faults['criteria']}</p>}
      <Button
        look="plain"
        className="mt-2 !h-7"
        disabled={criteria.length >= 200}
        onClick={() => onCriteria([...criteria, emptyCriterion(criteria)])}
      >
        Add a criterion
      </Button>
    </fieldset>
  )
}

interface CriterionProps {
  criterion: CriterionDraft
  /** Counted from 1. */
  place: number
  fault: string | null
  onCriterion: (criterion: CriterionDraft) => void
  /** Null for the only one. */
  onRemove: (() => void) | null
}

function Criterion({ criterion, place, fault, onCriterion, onRemove }: CriterionProps) {
  const { criterion_id, text, check, timeout } = criterion
  const faultId = `criterion-fault-${criterion.key}`
  const shared = { spellCheck: false, autoComplete: 'off', 'aria-describedby': faultId } as const
  return (
    <li className="rounded-md border border-line p-2.5">
      <div className="flex gap-2">
        <input
          {...shared}
          aria-label={`Name of criterion ${place}`}
          maxLength={64}
          value={criterion_id}
          onChange={({ target }) => onCriterion({ ...criterion, criterion_id: target.value })}
          className={`${BOX} !w-20 h-8 font-mono !text-xs`}
        />
        <textarea
          aria-label={`Criterion ${place}`}
          aria-describedby={faultId}
          aria-invalid={fault !== null}
          placeholder="What must be so when the work is done"
          rows={2}
          maxLength={4_000}
          value={text}
          onChange={({ target }) => onCriterion({ ...criterion, text: target.value })}
          className={`${BOX} block resize-y py-1.5`}
        />
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <input
          {...shared}
          aria-label={`Check of criterion ${place}`}
          placeholder="Check, as npm test -- pier.test.ts (optional)"
          maxLength={20_000}
          value={check}
          onChange={({ target }) => onCriterion({ ...criterion, check: target.value })}
          className={`${BOX} h-8 flex-1 basis-56 font-mono !text-xs`}
        />
        {check.trim() !== '' && (
          <label className="flex items-center gap-1.5 text-soft text-xs">
            at most
            <input
              {...shared}
              inputMode="numeric"
              aria-label={`Seconds for the check of criterion ${place}`}
              placeholder="120"
              maxLength={4}
              value={timeout}
              onChange={({ target }) => onCriterion({ ...criterion, timeout: target.value })}
              className={`${BOX} figures !w-14 h-8`}
            />
            s
          </label>
        )}
        {onRemove !== null && (
          <Button look="quiet" className="!h-7 !px-2" aria-label={`Remove criterion ${place}`} onClick={onRemove}>
            Remove
          </Button>
        )}
      </div>
      <p id={faultId} className="mt-1 text-rejected text-xs empty:hidden">
        {fault}
      </p>
    </li>
  )
}
