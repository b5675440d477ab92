import type { ToolPlace } from '../../app/governance-route.ts'
import { ListDetailPage } from '../../app/list-detail-page.tsx'
import { navigate } from '../../app/route.ts'
import { listedKeys, useListDetail } from '../../app/use-list-detail.ts'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Face } from '../../design/face.tsx'
import { BackIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { SkeletonLines } from '../../design/skeleton-lines.tsx'
import { StaleNotice } from '../../design/stale-notice.tsx'
import { LastCalls } from './last-calls.tsx'
import { byFamily } from './status-words.ts'
import { ToolDetail } from './tool-detail.tsx'
import { ToolList } from './tool-list.tsx'
import { useTools } from './use-tools.ts'

/** Every tool with its state and, for the one that is open, a way to try it; the last calls of all of them when none is. */
export function ToolsPage({ open, filter }: { open: string | null; filter: ToolPlace }) {
  const tools = useTools()
  const items = tools.data?.items ?? []
  const families = byFamily(items)
  const keys = families.flatMap((each) => each.tools.map(({ tool }) => tool))
  const page = useListDetail(open, listedKeys(keys), (tool, how) =>
    navigate({ page: 'tools', open: tool, filter }, how),
  )
  const failure = tools.error === null ? null : asFailure(tools.error)
  const chosen = items.find(({ tool }) => tool === open)
  const list = (
    <>
      <header className="border-line border-b px-4 py-3">
        <h1 className="font-semibold text-xl tracking-tight">Tools</h1>
        <p className="mt-0.5 text-soft">
          What agents can call, and you too. The policy decides on every call; by default all that does more than read
          waits for your approval.
        </p>
      </header>
      <StaleNotice
        what="The tools"
        failure={tools.data === undefined ? null : failure}
        onRetry={() => void tools.refetch()}
      />
      {failure !== null && tools.data === undefined ? (
        <div className="p-4">
          <ProblemView failure={failure} onRetry={() => void tools.refetch()} />
        </div>
      ) : tools.isPending ? (
        <div className="p-4">
          <SkeletonLines label="Reading the tools" lines={6} />
        </div>
      ) : items.length === 0 ? (
        <Face title="No tools">
          <p>Nothing can be called here, so every call is refused.</p>
        </Face>
      ) : (
        <ToolList ref={page.listRef} families={families} current={page.current} onOpen={page.show}>
          {page.isNarrow && (
            <div className="px-4 py-5">
              <LastCalls tools={items} />
            </div>
          )}
        </ToolList>
      )}
    </>
  )
  return (
    <ListDetailPage
      page={page}
      name="Tools"
      detailName="Tool"
      list={list}
      detail={
        <div className="mx-auto max-w-[60rem] px-5 pt-4 pb-12 @3xl:px-7">
          {page.isNarrow && page.isOpen && (
            <Button look="quiet" className="-ml-3 mb-2" onClick={() => page.show(null)}>
              <BackIcon /> All tools
            </Button>
          )}
          {open === null ? (
            <LastCalls tools={items} />
          ) : chosen !== undefined ? (
            <ToolDetail key={chosen.tool} tool={chosen} taskId={filter.task_id} />
          ) : tools.data === undefined ? null : (
            <Face title="There is no such tool">
              <p>
                Nothing is called{' '}
                <code className="break-all">
                  <Inert text={open} />
                </code>{' '}
                here.
              </p>
            </Face>
          )}
        </div>
      }
    />
  )
}
