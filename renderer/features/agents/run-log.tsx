import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useEffect, useRef, useState } from 'react'
import type { AgentLogLine, AgentRun } from '../../../contract/agent.ts'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { sizeWords } from '../../design/size-words.ts'
import { count, timeOfDay } from '../../design/time-words.ts'
import { isOpenRun } from './run-words.ts'
import { useRunLog } from './use-run-log.ts'

/** Nearer to the end than this the log is followed. Pixels. */
const AT_END = 40
const LINE_HEIGHT = 18

const STREAMS: Readonly<Record<AgentLogLine['stream'], { readonly word: string; readonly colour: string }>> = {
  stdout: { word: 'out', colour: 'text-faint' },
  stderr: { word: 'err', colour: 'text-rejected' },
  protocol: { word: 'says', colour: 'text-accent' },
  console: { word: 'console', colour: 'text-pending' },
}

/** What the agent said, as it says it: the words of the agent, checked by nobody. */
export function RunLog({ run }: { run: AgentRun }) {
  const query = useRunLog(run)
  const log = query.data
  const failure = query.error === null ? null : asFailure(query.error)
  const isOpen = isOpenRun(run)
  if (log === undefined)
    return failure !== null ? (
      <ProblemView failure={failure} onRetry={() => void query.refetch()} />
    ) : (
      <div aria-busy="true" className="appear-late flex flex-col gap-2 rounded-md border border-line bg-raised p-3">
        <span className="sr-only">Reading the log</span>
        {['w-1/2', 'w-2/3', 'w-1/3', 'w-3/5'].map((width) => (
          <div key={width} className={`skeleton h-2.5 ${width}`} />
        ))}
      </div>
    )
  return (
    <>
      {failure !== null && failure.code !== 'unreachable' && (
        <p role="alert" className="mb-1.5 flex flex-wrap items-center gap-x-3 text-rejected text-xs">
          The rest of the log could not be read: {failure.title}.
          <Button look="quiet" className="!h-6 !px-1.5 !text-xs" onClick={() => void query.refetch()}>
            Try again
          </Button>
        </p>
      )}
      {(log.from > 0 || log.dropped > 0) && (
        <p className="mb-1.5 text-soft text-xs">
          {log.from > 0 && `The first ${sizeWords(log.from)} are not shown. `}
          {log.dropped > 0 && `${count(log.dropped)} older lines made room for newer ones. `}
          {isOpen ? 'The whole log becomes evidence of the task.' : 'The whole log is evidence of the task.'}
        </p>
      )}
      {log.lines.length === 0 ? (
        <p className="rounded-md border border-line bg-raised px-3 py-2.5 text-faint">
          {isOpen ? 'It has said nothing yet.' : 'It said nothing.'}
        </p>
      ) : (
        <Lines lines={log.lines} dropped={log.dropped} isOpen={isOpen} />
      )}
    </>
  )
}

function Lines({ lines, dropped, isOpen }: { lines: readonly AgentLogLine[]; dropped: number; isOpen: boolean }) {
  const scroller = useRef<HTMLDivElement>(null)
  const [isFollowing, setFollowing] = useState(true)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    // A line keeps its measure when older ones make room.
    getItemKey: (place) => dropped + place,
    overscan: 20,
  })
  const height = virtual.getTotalSize()
  useEffect(() => {
    const box = scroller.current
    if (isFollowing && box !== null && height > 0) box.scrollTop = box.scrollHeight
  }, [height, isFollowing])
  return (
    <div className="relative min-h-0 flex-1">
      {/* biome-ignore lint/a11y/useSemanticElements: a section element would need a heading of its own */}
      <div
        ref={scroller}
        role="region"
        aria-label="Log"
        data-following={isFollowing}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
        onScroll={({ currentTarget: box }) =>
          setFollowing(box.scrollHeight - box.scrollTop - box.clientHeight < AT_END)
        }
        className="h-full max-h-full overflow-y-auto overscroll-contain rounded-md border border-line bg-raised py-1.5 [overflow-anchor:none]"
      >
        <ol className="relative" style={{ height }}>
          {virtual.getVirtualItems().map(({ key, index, start }) => (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className="absolute inset-x-0 px-3"
              style={{ transform: `translateY(${start}px)` }}
            >
              <Line line={lines[index]} />
            </li>
          ))}
        </ol>
      </div>
      {!isFollowing && (
        <Button
          look="plain"
          className="!h-7 absolute right-4 bottom-3 shadow-[0_2px_8px_var(--shadow)]"
          onClick={() => setFollowing(true)}
        >
          {isOpen ? 'Follow the end' : 'To the end'}
        </Button>
      )}
    </div>
  )
}

const Line = memo(function Line({ line }: { line: AgentLogLine | undefined }) {
  if (line === undefined) return null
  const { word, colour } = STREAMS[line.stream]
  return (
    <div className="flex gap-x-2.5 font-mono text-2xs leading-[1.125rem]">
      <time dateTime={line.at} title={line.at} className="figures shrink-0 text-faint max-wide:hidden">
        {timeOfDay(Date.parse(line.at))}
      </time>
      <span className={`w-[3.25rem] shrink-0 ${colour}`}>{word}</span>
      <span className="min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">
        <Inert text={line.text} />
      </span>
    </div>
  )
})
