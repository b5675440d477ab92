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
function AddressButtons({ url, what }: { url: string; what: string }) {
  const target = URL.canParse(url) ? new URL(url) : null
  return (
    <span className="-my-0.5 flex shrink-0">
      <CopyButton text={url} what={what} />
      {target?.protocol === 'https:' && (
        <a
          href={target.href}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={`Open ${what} in a new tab`}
          title={`Open ${target.host} in a new tab`}
          className="inline-flex size-6 items-center justify-center rounded-md text-faint hover:bg-hover hover:text-ink"
        >
          <OutIcon />
        </a>
      )}
    </span>
  )
}

function AddressText({ url }: { url: string }) {
  return (
    <span className="block truncate text-2xs text-soft" title={inertString(url)}>
      <Inert text={url} />
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
        <Fact name="CI">
          {ci === null ? (
            <span className="text-faint">No CI result yet</span>
          ) : (
            <>
              <span className="flex justify-between gap-2">
                <CiMark state={ci.state} />
                {ci.url !== null && <AddressButtons url={ci.url} what="CI run" />}
              </span>
              <span className="block text-soft text-xs">
                <Inert text={ci.name} /> · <Moment at={ci.updated_at} />
              </span>
              {ci.url !== null && <AddressText url={ci.url} />}
              {ci.commit !== null && <Hash value={ci.commit} shown={12} what="commit" />}
            </>
          )}
        </Fact>
        <Fact name="Task id">
          <Hash value={task.task_id} shown={64} what="task id" />
        </Fact>
        <Fact name="Version">
          <span className="figures">{task.version}</span>
          <Hash value={task.base_sha} shown={12} what="content hash" />
        </Fact>
        <Fact name="Created">
          <Moment at={task.created_at} />
        </Fact>
        <Fact name="Updated">{task.updated_at === null ? 'never' : <Moment at={task.updated_at} />}</Fact>
        <Fact name="May publish outside">{task.allow_external_publish ? 'yes' : 'no'}</Fact>
        {task.declared_scope.length > 0 && (
          <Fact name="Declared scope">
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
        {task.rounds.length > 0 && (
          <Fact name="Rounds of work">
            <span className="figures">{task.rounds.length}</span>
          </Fact>
        )}
      </dl>
    </aside>
  )
}
