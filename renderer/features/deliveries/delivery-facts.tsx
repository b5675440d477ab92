import type { DeliveryDetail } from '../../../contract/delivery.ts'
import { formatRoute, NO_FILTER, WHOLE_LOG } from '../../app/route.ts'
import { AssuranceBadge, assuranceMeaning } from '../../design/assurance-badge.tsx'
import { CopyButton } from '../../design/copy-button.tsx'
import { Fact, Hash } from '../../design/fact.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { sizeWords } from '../../design/size-words.ts'
import { count } from '../../design/time-words.ts'

const LINK = 'text-accent underline underline-offset-2'

function duration(from: string, to: string): string {
  const ms = Math.max(0, Date.parse(to) - Date.parse(from))
  if (ms < 1000) return `${ms} ms`
  return ms < 120_000 ? `${(ms / 1000).toFixed(1)} s` : `${count(Math.round(ms / 60_000))} min`
}

export function DeliveryFacts({ delivery }: { delivery: DeliveryDetail }) {
  const { source, delivery_id, assurance, task_ids, correlation_id, received_at, finished_at } = delivery
  const refused = delivery.state === 'refused'
  const fact = { look: 'column' } as const
  return (
    <aside aria-label="Facts" className="min-w-0 @3xl:row-span-2">
      <dl className="divide-y divide-line border-line border-y @3xl:-mt-1 @3xl:border-y-0">
        {task_ids.length > 0 && (
          <Fact {...fact} name={task_ids.length === 1 ? 'Task' : 'Tasks'}>
            <ul>
              {task_ids.map((taskId) => (
                <li key={taskId}>
                  <a
                    className={`break-all font-mono text-xs ${LINK}`}
                    href={formatRoute({ page: 'tasks', taskId, filter: NO_FILTER })}
                  >
                    {taskId}
                  </a>
                </li>
              ))}
            </ul>
          </Fact>
        )}
        <Fact {...fact} name="Sender">
          <AssuranceBadge assurance={assurance} source={source} />
          <span className="block text-soft text-xs">{assuranceMeaning(assurance, source)}</span>
        </Fact>
        {delivery.address !== null && (
          <Fact {...fact} name="Came from">
            <code className="break-all text-xs">
              <Inert text={delivery.address} />
            </code>
          </Fact>
        )}
        <Fact {...fact} name={refused ? 'Refusal id' : 'Delivery id'}>
          <span className="flex items-start gap-1">
            <code className="break-all text-xs leading-6">
              <Inert text={delivery_id} />
            </code>
            <CopyButton text={delivery_id} what="delivery id" />
          </span>
        </Fact>
        <Fact {...fact} name={refused && delivery.count > 1 ? 'First refused' : 'Received'}>
          <Moment at={received_at} />
        </Fact>
        {finished_at !== null && (
          <Fact {...fact} name={refused ? 'Last refused' : 'Finished'}>
            <Moment at={finished_at} />
            {!refused && <span className="text-soft text-xs"> after {duration(received_at, finished_at)}</span>}
          </Fact>
        )}
        {!refused && (
          <Fact {...fact} name="Came again">
            {delivery.replays === 0 ? 'never' : delivery.replays === 1 ? 'once' : `${count(delivery.replays)} times`}
          </Fact>
        )}
        {delivery.failures > 0 && (
          <Fact {...fact} name="Failed attempts">
            <span className="figures">{count(delivery.failures)}</span>
          </Fact>
        )}
        <Fact {...fact} name="Body">
          {delivery.bytes === null || (refused && delivery.bytes === 0) ? (
            <span className="text-faint">not read</span>
          ) : (
            sizeWords(delivery.bytes)
          )}
          {delivery.body_sha256 !== null && <Hash value={delivery.body_sha256} shown={12} what="sha256 of the body" />}
        </Fact>
        <Fact {...fact} name="Audit">
          <a className={LINK} href={formatRoute({ page: 'audit', filter: { ...WHOLE_LOG, correlation_id } })}>
            Everything that it led to
          </a>
          <span className="figures block text-soft text-xs">
            line {count(delivery.seq)} {refused ? 'counts it' : 'claims it'}
          </span>
          <Hash value={correlation_id} shown={24} what="correlation id" />
        </Fact>
      </dl>
    </aside>
  )
}
