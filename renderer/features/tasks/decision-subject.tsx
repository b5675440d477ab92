import type { ReactNode } from 'react'
import type { TaskDetail } from '../../../contract/task.ts'
import { CiMark } from '../../design/ci-mark.tsx'
import { Inert } from '../../design/inert.tsx'
import { SOURCE_NAMES } from '../../design/source-badge.tsx'
import { cutAt } from './excerpt.ts'

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 gap-x-2">
      <dt className="w-[5.75rem] shrink-0 whitespace-nowrap text-soft">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  )
}

/** What is decided, in the dialog itself: the beginning of the request, and the facts that tell this version from another. */
export function DecisionSubject({ task }: { task: TaskDetail }) {
  const { external_ref: ref, ci_status: ci, request_text: text } = task
  const cut = cutAt(text)
  return (
    <>
      <p className="line-clamp-3 break-words font-medium text-base">
        <Inert text={task.title} />
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a section element would need a heading of its own */}
      <div
        role="region"
        aria-label="Request"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
        className="max-h-[10.75rem] overflow-y-auto whitespace-pre-wrap rounded-md border border-line-strong border-dashed bg-surface px-3 py-2 [overflow-wrap:anywhere]"
      >
        <Inert text={text.slice(0, cut)} />
        {cut < text.length && '…'}
      </div>
      <dl className="figures grid gap-x-5 gap-y-1 rounded-md border border-line bg-raised px-3 py-2.5 text-xs leading-5 wide:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
        <Fact name="Source">
          {SOURCE_NAMES[task.source]}
          {ref !== null && <Inert text={` ${ref.repository}#${ref.number}`} />}
        </Fact>
        <Fact name="CI">{ci === null ? 'No CI result yet' : <CiMark state={ci.state} />}</Fact>
        <Fact name="Task">
          <code className="break-all">{task.task_id}</code>
        </Fact>
        <Fact name="Version">
          <code>{task.version}</code>
        </Fact>
        <Fact name="Content hash">
          <code title={task.base_sha}>{task.base_sha.slice(0, 12)}</code>
        </Fact>
      </dl>
    </>
  )
}
