import type { ReactNode } from 'react'
import type { TaskDetail } from '../../../contract/task.ts'
import { AssuranceBadge } from '../../design/assurance-badge.tsx'
import { CiMark } from '../../design/ci-mark.tsx'
import { PenIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { SOURCE_NAMES } from '../../design/source-badge.tsx'
import { EvidenceAlarm } from '../evidence/evidence-alarm.tsx'
import { askedBy } from './asked-by.ts'
import { cutAt } from './excerpt.ts'

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 gap-x-2">
      <dt className="w-[5.75rem] shrink-0 whitespace-nowrap text-soft">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  )
}

/** Words of the requester in a box of their own that scrolls. */
function Words(props: { label: string; isFirst: boolean; text: string; amendedAt: string | null; earlier: number }) {
  const { label, isFirst, text, amendedAt, earlier } = props
  const cut = cutAt(text)
  return (
    <div>
      {amendedAt !== null && (
        <p className="mb-1 flex flex-wrap items-center gap-x-1.5 text-xs">
          <PenIcon className="size-3.5 text-pending" />
          <span className="font-medium">{label}</span>
          <span className="text-soft">
            amended <Moment at={amendedAt} />
            {earlier > 0 && `; ${earlier} earlier ${earlier === 1 ? 'amendment is' : 'amendments are'} on the page`}
          </span>
        </p>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a section element would need a heading of its own */}
      <div
        role="region"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
        className={`overflow-y-auto whitespace-pre-wrap rounded-md border border-dashed bg-surface px-3 py-2 [overflow-wrap:anywhere] ${
          isFirst ? 'max-h-[10.75rem] border-line-strong' : 'max-h-[8rem] border-warn-line'
        }`}
      >
        <Inert text={text.slice(0, cut)} />
        {cut < text.length && '…'}
      </div>
    </div>
  )
}

/** What is decided, in the dialog itself: the beginning of the request with what was amended since, and the facts that tell this version from another. */
export function DecisionSubject({ task }: { task: TaskDetail }) {
  const { external_ref: ref, ci_status: ci } = task
  const latest = task.amendments.at(-1)
  const asked = askedBy(task)
  return (
    <>
      <p className="line-clamp-3 break-words font-medium text-base">
        <Inert text={task.title} />
      </p>
      <Words label="Request" isFirst text={task.request_text} amendedAt={null} earlier={0} />
      {latest !== undefined && (
        <Words
          label="What the requester says now"
          isFirst={false}
          text={latest.text}
          amendedAt={latest.amended_at}
          earlier={task.amendments.length - 1}
        />
      )}
      <EvidenceAlarm task={task} />
      <dl className="figures grid gap-y-1 rounded-md border border-line bg-raised px-3 py-2.5 text-xs leading-5">
        <Fact name="Source">
          {SOURCE_NAMES[task.source]}
          {ref !== null && <Inert text={` ${ref.repository}#${ref.number}`} />}
          <span className="ml-1.5 inline-block align-[-3px]">
            <AssuranceBadge assurance={task.assurance} source={task.source} />
          </span>
        </Fact>
        {asked !== null && (
          <Fact name="Asked by">
            <Inert text={asked} />
          </Fact>
        )}
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
