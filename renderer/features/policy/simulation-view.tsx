import type { PolicySimulation, SimulatedChange } from '../../../contract/policy.ts'
import { formatRoute, NO_FILTER } from '../../app/route.ts'
import { Inert } from '../../design/inert.tsx'
import { inertString } from '../../design/inert-text.ts'
import { Moment } from '../../design/moment.tsx'
import { Notice } from '../../design/notice.tsx'
import { count } from '../../design/time-words.ts'
import { LevelBadge } from '../approvals/level-badge.tsx'
import { EFFECT_WORDS, gravestFirst, isGrave } from './change-words.ts'
import { lineInWords } from './policy-lines.ts'

interface SimulationViewProps {
  result: PolicySimulation
  text: string
  onGoTo: (line: number) => void
}

/** What would be decided otherwise under the changed policy. */
export function SimulationView({ result, text, onGoTo }: SimulationViewProps) {
  const { valid, problem, changes, calls, more } = result
  if (!valid) {
    const line = lineInWords(problem ?? '', text)
    return (
      <div role="alert">
        <Notice look="danger" title="This text is not a valid policy">
          <p className="mt-1 whitespace-pre-wrap [overflow-wrap:anywhere]">
            <Inert text={problem ?? 'The service does not say why.'} />
          </p>
          {line !== null && (
            <button
              type="button"
              onClick={() => onGoTo(line)}
              className="mt-1 rounded-sm text-accent text-xs underline underline-offset-2"
            >
              Go to line {line}
            </button>
          )}
        </Notice>
      </div>
    )
  }
  const grave = changes.filter(isGrave).length
  return (
    <div className="flex flex-col gap-3" data-testid="simulation">
      {calls === 0 ? (
        <Notice look="warn" title="Nothing was called yet, so nothing could be tried">
          <p className="mt-1 text-soft">The text is valid. What it would change is not known.</p>
        </Notice>
      ) : changes.length === 0 ? (
        <Notice look="good" title={`None of ${count(calls)} recorded calls would be decided otherwise`}>
          {null}
        </Notice>
      ) : (
        <>
          <p className="figures">
            <strong className="font-semibold">
              {count(changes.length + more)} of {count(calls)}
            </strong>{' '}
            recorded calls would be decided otherwise
            {more > 0 && `; the first ${count(changes.length)} are shown`}.
          </p>
          {grave > 0 && (
            <Notice look="danger" title={`${count(grave)} would reach the outside without anybody being asked`}>
              <p className="mt-1 text-soft">They stand first and are marked “grave”.</p>
            </Notice>
          )}
          <ChangeList changes={changes} />
        </>
      )}
    </div>
  )
}

function ChangeList({ changes }: { changes: readonly SimulatedChange[] }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section element would need a heading of its own
    <div
      role="region"
      aria-label="Decisions that would change"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
      className="max-h-[36rem] overflow-auto rounded-md border border-line"
    >
      <ul>
        {gravestFirst(changes).map((change) => (
          <li
            key={change.call_id}
            data-change={change.call_id}
            className={`border-line border-b px-3 py-2 last:border-b-0 ${isGrave(change) ? 'bg-danger-ground' : 'bg-surface'}`}
          >
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
              {isGrave(change) && <strong className="font-semibold text-rejected">Grave</strong>}
              <code className="min-w-0 break-all text-sm">
                <Inert text={change.tool} />
              </code>
              <LevelBadge level={change.side_effect_level} />
              <a
                className="min-w-0 break-all text-accent underline underline-offset-2"
                href={formatRoute({ page: 'tasks', taskId: change.task_id, filter: NO_FILTER })}
              >
                <Inert text={change.task_id} />
              </a>
              <span className="ml-auto text-soft">
                <Moment at={change.at} />
              </span>
            </div>
            <p className="mt-1 text-xs [overflow-wrap:anywhere]">
              <Side of={change.before} /> → <Side of={change.after} />
            </p>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Side({ of }: { of: SimulatedChange['before'] }) {
  return (
    <span title={inertString(of.reason)}>
      <span className="font-medium">{EFFECT_WORDS[of.effect]}</span>{' '}
      <span className="text-soft">by {of.rule === null ? 'default' : <code className="text-2xs">{of.rule}</code>}</span>
    </span>
  )
}
