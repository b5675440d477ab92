import { useMemo, useState } from 'react'
import type { Approval } from '../../../contract/approval.ts'
import type { InboxPlace } from '../../app/governance-route.ts'
import { useKeys } from '../../app/keys.ts'
import { ListDetailPage } from '../../app/list-detail-page.tsx'
import { navigate } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { listedKeys, useListDetail } from '../../app/use-list-detail.ts'
import { asFailure } from '../../client/failure.ts'
import { ProblemView } from '../../design/problem-view.tsx'
import { ApprovalPane } from '../approvals/approval-pane.tsx'
import { APPROVAL_ROW_HEIGHT } from '../approvals/approval-row.tsx'
import { DecideDialog } from '../approvals/decide-dialog.tsx'
import type { ApprovalDecision } from '../approvals/use-decide.ts'
import { TaskDetailPane } from '../tasks/task-detail-pane.tsx'
import { ChosenBar } from './chosen-bar.tsx'
import { EmptyInbox, NothingChosen, SkeletonList } from './inbox-faces.tsx'
import { keyOf, placeOf, placeOfKey } from './inbox-key.ts'
import { InboxList } from './inbox-list.tsx'
import { MissingParts } from './inbox-parts.tsx'
import { useChosen } from './use-chosen.ts'
import { useInbox } from './use-inbox.ts'

const NONE = [] as const

/** Everything that waits for a decision. */
export function InboxPage({ open }: { open: InboxPlace | null }) {
  const { mayDecide, announce } = useServices()
  const query = useInbox()
  const read = query.data
  const items = read?.inbox.items ?? NONE
  const keys = useMemo(() => items.map((item) => keyOf(placeOf(item))), [items])
  const chosen = useChosen(items)
  const [asked, setAsked] = useState<{ kind: ApprovalDecision; seen: readonly Approval[] } | null>(null)
  const page = useListDetail(open === null ? null : keyOf(open), listedKeys(keys), (key, how) =>
    navigate({ page: 'inbox', open: key === null ? null : placeOfKey(key) }, how),
  )
  const choose = (key: string) => {
    const item = items[keys.indexOf(key)]
    if (item?.kind !== 'approval') return announce('Tasks are decided one by one')
    const reason = chosen.toggle(item.approval)
    if (reason !== null) announce(reason)
  }
  useKeys({
    x: () => {
      if (!mayDecide || page.current === null) return false
      choose(page.current)
      return true
    },
  })

  const failure = query.error === null ? null : asFailure(query.error)
  const openItem = page.place < 0 ? undefined : items[page.place]
  const approvals = items.filter(({ kind }) => kind === 'approval').length
  const same = items.filter((item) => item.kind === 'approval' && item.approval.action_sha256 === chosen.action).length
  return (
    <>
      <ListDetailPage
        page={page}
        name="Waiting for you"
        detailName="Decision"
        list={
          <>
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
                ref={page.listRef}
                items={items}
                keys={keys}
                current={page.current}
                more={read.inbox.more}
                chosen={mayDecide ? chosen : null}
                onOpen={(place) => page.show(keyOf(place))}
              />
            )}
            <ChosenBar
              chosen={chosen}
              others={approvals - same}
              onDecide={(kind) => setAsked({ kind, seen: chosen.approvals })}
            />
          </>
        }
        detail={
          open === null ? (
            items.length > 0 && <NothingChosen />
          ) : open.kind === 'approval' ? (
            <ApprovalPane
              key={open.id}
              approvalId={open.id}
              wait={page.wait}
              backTo={page.isNarrow ? 'Waiting for you' : null}
              onLeave={() => page.show(null)}
            />
          ) : (
            <TaskDetailPane
              key={open.id}
              taskId={open.id}
              row={openItem?.kind === 'task' ? openItem.task : undefined}
              wait={page.wait}
              isNarrow={page.isNarrow}
              onLeave={() => page.show(null)}
            />
          )
        }
      />
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
    </>
  )
}
