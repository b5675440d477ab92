import { isFiltered, NO_FILTER, navigate, type TaskFilter } from '../../app/route.ts'
import { Button, Key } from '../../design/button.tsx'
import { Command, Face } from '../../design/face.tsx'
import { useLiveState, useSystemInfo } from '../system/use-system-info.ts'
import { ROW_HEIGHT } from './task-row.tsx'

const WIDTHS = ['w-3/4', 'w-1/2', 'w-2/3', 'w-5/6', 'w-3/5', 'w-2/5', 'w-3/4', 'w-1/2', 'w-2/3', 'w-3/5']

/** As high as the rows that will take its place. */
export function SkeletonRows() {
  return (
    <div aria-busy="true" className="appear-late min-h-0 flex-1 overflow-hidden">
      <span className="sr-only">Reading the tasks</span>
      {WIDTHS.map((width, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows never change
        <div key={place} className="flex gap-2.5 border-line border-b px-3 py-2" style={{ height: ROW_HEIGHT }}>
          <div className="skeleton mt-0.5 size-4 rounded-full" />
          <div className="flex flex-1 flex-col gap-2 pt-1">
            <div className={`skeleton h-2.5 ${width}`} />
            <div className="skeleton h-2 w-2/5" />
          </div>
        </div>
      ))}
    </div>
  )
}

/** Nothing to list is said only about what the service has just told; without it, nothing is known. */
export function EmptyList({ filter }: { filter: TaskFilter }) {
  const { phase } = useLiveState()
  const { data: info } = useSystemInfo()
  const clear = () => navigate({ page: 'tasks', taskId: null, filter: NO_FILTER }, 'push')
  if (phase === 'offline' || phase === 'reconnecting') {
    return (
      <Face title="Not known">
        <p>The list was empty when the service was last heard. It does not answer now, so there may be tasks.</p>
      </Face>
    )
  }
  if (isFiltered(filter)) {
    return (
      <Face title="No task matches">
        <p>
          {filter.q === '' ? 'No task has this status and source.' : 'Every word of the search must occur in a task.'}
        </p>
        <Button look="plain" onClick={clear}>
          Show all tasks
        </Button>
      </Face>
    )
  }
  const github = info?.sources.find(({ source }) => source === 'github')
  return (
    <Face title="No tasks yet">
      <p>A task appears here as soon as a signed request arrives.</p>
      {github?.state === 'off' && (
        <>
          <p>GitHub is off. To turn it on, start the console with a secret:</p>
          <Command>WEBHOOK_SECRET=try-it npm start</Command>
        </>
      )}
      <p>
        {github?.state === 'off' ? 'Then send' : 'Send'} a sample, signed with the same secret as GitHub would sign it:
      </p>
      <Command>
        {github?.state === 'off' ? 'WEBHOOK_SECRET=try-it npm run sample:github' : 'npm run sample:github'}
      </Command>
      <p>Or write one yourself:</p>
      <Command>npx countersign task create --text "Say hello"</Command>
    </Face>
  )
}

/** The detail pane before a task is chosen; with an empty list, what this screen is for. */
export function NothingOpen({ isEmpty }: { isEmpty: boolean }) {
  if (!isEmpty) {
    return (
      <Face title="No task is open">
        <p>
          Choose one in the list, or press <Key>j</Key> to open the first.{' '}
          <span className="whitespace-nowrap">
            <Key>?</Key> shows all keys.
          </span>
        </p>
      </Face>
    )
  }
  return (
    <Face title="What you will see here">
      <ol className="flex list-decimal flex-col gap-2 pl-5">
        <li>The request, word for word and without effect on this page.</li>
        <li>What it must fulfil, and what continuous integration says about it.</li>
        <li>Approve and reject: your decision holds for exactly the version that you read.</li>
        <li>Every step on the way as a line of the audit log.</li>
      </ol>
    </Face>
  )
}
