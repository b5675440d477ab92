import type { TaskDetail } from '../../../contract/task.ts'
import { ALL_DELIVERIES, formatRoute } from '../../app/route.ts'
import { Fact, Hash } from '../../design/fact.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { AddressButtons, AddressText } from './address.tsx'
import { askedBy } from './asked-by.ts'
import { CiFact } from './ci-fact.tsx'

const KINDS = {
  github_issue: 'GitHub issue',
  github_pull_request: 'GitHub pull request',
  xcode_build: 'Xcode build',
} as const

export function TaskFacts({ task }: { task: TaskDetail }) {
  const { external_ref: ref, ci_status: ci } = task
  const asked = askedBy(task)
  return (
    <aside aria-label="Facts" className="min-w-0 @3xl:row-span-2">
      <dl className="divide-y divide-line border-line border-y @3xl:-mt-1 @3xl:border-y-0">
        {asked !== null && (
          <Fact look="column" name="Asked by">
            <Inert text={asked} />
          </Fact>
        )}
        {ref !== null && (
          <Fact look="column" name={KINDS[ref.kind]}>
            <span className="flex justify-between gap-2">
              <span className="min-w-0 break-words">
                <Inert text={`${ref.repository}#${ref.number}`} />
                <span className="text-soft">{ref.state !== null && <Inert text={` ${ref.state}`} />}</span>
              </span>
              {ref.url !== null && <AddressButtons url={ref.url} what="external reference" />}
            </span>
            {ref.url !== null && <AddressText url={ref.url} />}
          </Fact>
        )}
        <CiFact ci={ci} />
        <Fact look="column" name="Task id">
          <Hash value={task.task_id} shown={64} what="task id" />
        </Fact>
        <Fact look="column" name="Version">
          <span className="figures">{task.version}</span>
          <Hash value={task.base_sha} shown={12} what="content hash" />
        </Fact>
        <Fact look="column" name="Created">
          <Moment at={task.created_at} />
        </Fact>
        <Fact look="column" name="Updated">
          {task.updated_at === null ? 'never' : <Moment at={task.updated_at} />}
        </Fact>
        <Fact look="column" name="May publish outside">
          {task.allow_external_publish ? 'yes' : 'no'}
        </Fact>
        {task.declared_scope.length > 0 && (
          <Fact look="column" name="Declared scope">
            <ul>
              {task.declared_scope.map((path) => (
                <li key={path}>
                  <code className="break-all text-xs">
                    <Inert text={path} />
                  </code>
                </li>
              ))}
            </ul>
          </Fact>
        )}
        {task.source !== 'api' && task.source !== 'schedule' && (
          <Fact look="column" name="Came in by">
            <a
              className="text-accent underline underline-offset-2"
              href={formatRoute({
                page: 'deliveries',
                open: null,
                filter: { ...ALL_DELIVERIES, task_id: task.task_id },
              })}
            >
              Its deliveries
            </a>
          </Fact>
        )}
        {task.rounds.length > 0 && (
          <Fact look="column" name="Rounds of work">
            <span className="figures">{task.rounds.length}</span>
          </Fact>
        )}
      </dl>
    </aside>
  )
}
