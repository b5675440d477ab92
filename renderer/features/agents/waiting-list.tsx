import { formatRoute, NO_FILTER } from '../../app/route.ts'
import { Inert } from '../../design/inert.tsx'
import { Age } from '../../design/moment.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { SkeletonLines } from '../../design/skeleton-lines.tsx'
import { dateTime } from '../../design/time-words.ts'
import { Section } from '../tasks/section.tsx'
import { PhaseMark } from './agent-marks.tsx'
import { useWaiting } from './use-waiting.ts'
import type { WaitingTask } from './waiting.ts'

const PHASES = { decide: 'awaiting_person', unlock: 'locked', dispatch: 'awaiting_dispatch' } as const
const VERBS: Readonly<Record<WaitingTask['why'], string>> = {
  decide: 'Read and decide it',
  unlock: 'Look, and unlock it',
  dispatch: 'Give it out again, or decide it',
  look: 'Look at it',
}

/** The tasks that go no further without a person. */
export function WaitingList() {
  const { items, isPending, failure, leftOut, readAgain } = useWaiting()
  const isKnown = !isPending && failure === null
  return (
    <Section title={items.length === 0 ? 'Waits for you' : `Waits for you (${items.length})`} aside={null}>
      {failure !== null ? (
        <ProblemView failure={failure} onRetry={readAgain} />
      ) : items.length > 0 ? (
        <ul aria-label="Waits for you" className="overflow-hidden rounded-md border border-line">
          {items.map((item) => (
            <WaitingRow key={item.task_id} item={item} />
          ))}
        </ul>
      ) : isKnown ? (
        <p className="text-faint">No task that agents work on waits for a person.</p>
      ) : (
        <SkeletonLines label="Looking who waits" lines={2} />
      )}
      {leftOut > 0 && (
        <p className="mt-2 text-soft text-xs">
          {leftOut === 1 ? '1 more waits' : `${leftOut} more wait`}; the list of tasks has them all.
        </p>
      )}
    </Section>
  )
}

function WaitingRow({ item }: { item: WaitingTask }) {
  const { task_id, why, words, since, round } = item
  return (
    <li data-waiting={task_id} className="border-line border-b bg-surface px-3 py-2 last:border-b-0">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs">
        <code className="min-w-0 break-all font-medium text-ink text-sm">
          <Inert text={task_id} />
        </code>
        {why === 'look' ? <span className="text-rejected">Contradicts itself</span> : <PhaseMark phase={PHASES[why]} />}
        <span className="text-faint">round {round}</span>
        <span className="ml-auto text-faint">
          for <Age at={since} title={`since ${dateTime(Date.parse(since))}`} />
        </span>
      </p>
      <p className="mt-0.5 text-soft text-xs [overflow-wrap:anywhere]">
        <Inert text={words} />{' '}
        <a
          className="text-accent underline underline-offset-2"
          href={formatRoute({ page: 'tasks', taskId: task_id, filter: NO_FILTER })}
          aria-label={`${VERBS[why]}: ${task_id}`}
        >
          {VERBS[why]}
        </a>
      </p>
    </li>
  )
}
