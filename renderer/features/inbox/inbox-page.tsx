import { useMemo, useRef, useState } from 'react'
import type { Approval } from '../../../contract/approval.ts'
import type { InboxPlace } from '../../app/governance-route.ts'
import { navigate } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { useHurry } from '../../app/use-hurry.ts'
import { useIsNarrow } from '../../app/use-is-narrow.ts'
import { asFailure } from '../../client/failure.ts'
import { ProblemView } from '../../design/problem-view.tsx'
import { ApprovalPane } from '../approvals/approval-pane.tsx'
import { APPROVAL_ROW_HEIGHT } from '../approvals/approval-row.tsx'
import { DecideDialog } from '../approvals/decide-dialog.tsx'
import type { ApprovalDecision } from '../approvals/use-decide.ts'
import { useRowKeys } from '../approvals/use-row-keys.ts'
import { TaskDetailPane } from '../tasks/task-detail-pane.tsx'
import { ChosenBar } from './chosen-bar.tsx'
import { EmptyInbox, NothingChosen, SkeletonList } from './inbox-faces.tsx'
import { keyOf, placeOf, placeOfKey } from './inbox-key.ts'
import { InboxList } from './inbox-list.tsx'
import { MissingParts } from './inbox-parts.tsx'
import { useChosen } from './use-chosen.ts'
import { useInbox } from './use-inbox.ts'

const NONE = [] as const

/** Everything that waits for a decision: list and detail side by side; on a narrow screen one at a time. */
export function InboxPage({ open }: { open: InboxPlace | null }) {
  const { mayDecide, announce } = useServices()
  const narrow = useIsNarrow()
  const query = useInbox()
  const read = query.data
  const items = read?.inbox.items ?? NONE
  const keys = useMemo(() => items.map((item) => keyOf(placeOf(item))), [items])
  const chosen = useChosen(items)
  const [asked, setAsked] = useState<{ kind: ApprovalDecision; seen: readonly Approval[] } | null>(null)
  const [mark, setMark] = useState<string | null>(null)
  const listRef = useRef<HTMLElement>(null)
  const detailRef = useRef<HTMLElement>(null)
  const { wait, note } = useHurry()
  const openKey = open === null ? null : keyOf(open)
  const current = narrow && openKey === null ? mark : openKey
  const lastPlace = useRef(-1)
  const place = current === null ? -1 : keys.indexOf(current)
  if (place >= 0) lastPlace.current = place

  const show = (next: InboxPlace | null) => {
    if (next !== null) setMark(keyOf(next))
    note()
    navigate({ page: 'inbox', open: next }, open === null || next === null ? 'push' : 'replace')
  }
  const choose = (key: string) => {
    const item = items[keys.indexOf(key)]
    if (item?.kind !== 'approval') return announce('Tasks are decided one by one')
    const reason = chosen.toggle(item.approval)
    if (reason !== null) announce(reason)
  }
  useRowKeys(
    {
      keys,
      current,
      isNarrow: narrow,
      isOpen: open !== null,
      listRef,
      detailRef,
      onMark: setMark,
      onOpen: (key) => show(placeOfKey(key)),
      onLeave: () => show(null),
      onChoose: mayDecide ? choose : null,
    },
    lastPlace,
  )

  const failure = query.error === null ? null : asFailure(query.error)
  const openItem = place < 0 ? undefined : items[place]
  const approvals = items.filter(({ kind }) => kind === 'approval').length
  const same = items.filter((item) => item.kind === 'approval' && item.approval.action_sha256 === chosen.action).length
  return (
    <main className="grid min-h-0 grid-cols-[minmax(0,1fr)] wide:grid-cols-[clamp(21rem,34vw,30rem)_minmax(0,1fr)]">
      {(!narrow || open === null) && (
        <section aria-label="Waiting for you" className="flex min-h-0 flex-col border-line bg-surface wide:border-r">
          <h1 className="border-line border-b px-3 py-2.5 font-semibold text-base">Waiting for you</h1>
          {read !== undefined && <MissingParts parts={read.inbox.parts} />}
          {failure !== null && (items.length === 0 || failure.code !== 'unreachable') && (
            <div className="p-3">
              <ProblemView failure={failure} onRetry={() => void query.refetch()} />
            </div>
          )}
          {read === undefined ? (
            failure === null && <SkeletonList label="Asking what waits" height={APPROVAL_ROW_HEIGHT} />
          ) : items.length === 0 ? (
            failure === null && <EmptyInbox read={read} />
          ) : (
            <InboxList
              ref={listRef}
              items={items}
              keys={keys}
              current={current}
              more={read.inbox.more}
              chosen={mayDecide ? chosen : null}
              onOpen={show}
            />
          )}
          <ChosenBar
            chosen={chosen}
            others={approvals - same}
            onDecide={(kind) => setAsked({ kind, seen: chosen.approvals })}
          />
        </section>
      )}
      {(!narrow || open !== null) && (
        <section
          ref={detailRef}
          aria-label="Decision"
          tabIndex={-1}
          className="@container min-h-0 overflow-y-auto outline-none"
        >
          {open === null ? (
            items.length > 0 && <NothingChosen />
          ) : open.kind === 'approval' ? (
            <ApprovalPane
              key={open.id}
              approvalId={open.id}
              wait={wait}
              backTo={narrow ? 'Waiting for you' : null}
              onLeave={() => show(null)}
            />
          ) : (
            <TaskDetailPane
              key={open.id}
              taskId={open.id}
              row={openItem?.kind === 'task' ? openItem.task : undefined}
              wait={wait}
              isNarrow={narrow}
              onLeave={() => show(null)}
            />
          )}
        </section>
      )}
      {asked !== null && (
        <DecideDialog
          kind={asked.kind}
          seen={asked.seen}
          now={undefined}
          onClose={(how) => {
            if (how === 'done') chosen.clear()
            setAsked(null)
          }}
        />
      )}
    </main>
  )
}
