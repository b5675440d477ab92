import type { ReactNode } from 'react'
import type { TaskDetail } from '../../../contract/task.ts'
import { CiMark } from '../../design/ci-mark.tsx'
import { CopyButton } from '../../design/copy-button.tsx'
import { OutIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { inertString } from '../../design/inert-text.ts'
import { Moment } from '../../design/moment.tsx'

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 py-1.5 @3xl:grid-cols-1 @3xl:gap-y-0.5">
      <dt className="text-faint text-xs leading-5">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  )
}

function Hash({ value, shown, what }: { value: string; shown: number; what: string }) {
  return (
    <span className="flex items-center gap-1">
      <code className="text-xs" title={value}>
        {value.slice(0, shown)}
        {value.length > shown && '…'}
      </code>
      <CopyButton text={value} what={what} />
    </span>
  )
}

/** An address from outside is text to copy; only https may also be followed, and then the other side learns nothing. */
function Address({ url, what }: { url: string; what: string }) {
  const safe = URL.canParse(url) && new URL(url).protocol === 'https:'
  return (
    <span className="mt-0.5 flex items-start gap-1 text-soft text-xs">
      <span className="line-clamp-2 min-w-0 break-all leading-6" title={inertString(url)}>
        <Inert text={url} />
      </span>
      <CopyButton text={url} what={what} />
      {safe && (
        <a
          href={url}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={`Open ${what} in a new tab`}
          title={`Open ${new URL(url).host} in a new tab`}
          className="inline-flex size-6 shrink-0 items-center justify-center rounded-md text-faint hover:bg-hover hover:text-ink"
        >
          <OutIcon />
        </a>
      )}
    </span>
  )
}

export function TaskFacts({ task }: { task: TaskDetail }) {
  const { external_ref: ref, ci_status: ci } = task
  return (
    <aside aria-label="Facts" className="min-w-0 @3xl:row-span-2">
      <dl className="divide-y divide-line border-line border-y @3xl:-mt-1 @3xl:border-y-0">
        {ref !== null && (
          <Fact name={ref.kind === 'github_issue' ? 'GitHub issue' : 'GitHub pull request'}>
            <Inert text={`${ref.repository}#${ref.number}`} />
            {ref.state !== null && (
              <span className="text-soft">
                {' '}
                <Inert text={ref.state} />
              </span>
            )}
            {ref.url !== null && <Address url={ref.url} what="external reference" />}
          </Fact>
        )}
        <Fact name="CI">
          {ci === null ? (
            <span className="text-faint">nothing heard</span>
          ) : (
            <>
              <CiMark state={ci.state} />
              <span className="block text-soft text-xs">
                <Inert text={ci.name} /> · <Moment at={ci.updated_at} />
              </span>
              {ci.commit !== null && <Hash value={ci.commit} shown={12} what="commit" />}
              {ci.url !== null && <Address url={ci.url} what="CI run" />}
            </>
          )}
        </Fact>
        <Fact name="Task id">
          <Hash value={task.task_id} shown={64} what="task id" />
        </Fact>
        <Fact name="Version">
          <span className="figures">{task.version}</span>
          <Hash value={task.base_sha} shown={12} what="base_sha" />
        </Fact>
        <Fact name="Created">
          <Moment at={task.created_at} />
        </Fact>
        <Fact name="Updated">{task.updated_at === null ? 'never' : <Moment at={task.updated_at} />}</Fact>
        <Fact name="May publish outside">{task.allow_external_publish ? 'yes' : 'no'}</Fact>
        <Fact name="Declared scope">
          {task.declared_scope.length === 0 ? (
            <span className="text-faint">none</span>
          ) : (
            <ul>
              {task.declared_scope.map((path) => (
                <li key={path}>
                  <code className="break-all text-xs">
                    <Inert text={path} />
                  </code>
                </li>
              ))}
            </ul>
          )}
        </Fact>
        {task.rounds.length > 0 && (
          <Fact name="Rounds of work">
            <span className="figures">{task.rounds.length}</span>
          </Fact>
        )}
      </dl>
    </aside>
  )
}
