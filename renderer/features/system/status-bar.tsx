import { useServices } from '../../app/services.tsx'
import { count } from '../../design/time-words.ts'
import { AuditMark } from './audit-mark.tsx'
import { AsOf, Connection } from './connection.tsx'
import { Sources } from './sources.tsx'
import { useLiveState, useSystemInfo } from './use-system-info.ts'

/** Where the data comes from, how old it is, and how far the log is: always in sight. */
export function StatusBar() {
  const { door } = useServices()
  const { data: info } = useSystemInfo()
  const { phase } = useLiveState()
  return (
    <footer className="figures flex h-8 items-center gap-x-4 overflow-hidden border-line border-t bg-surface px-3.5 text-soft text-xs">
      <Connection />
      <span className="truncate max-wide:hidden" title="Where the data comes from">
        {door.address}
      </span>
      <AsOf />
      {info !== undefined && (
        <span className="ml-auto flex min-w-0 items-center gap-x-4">
          {phase !== 'live' && <span className="whitespace-nowrap text-pending max-[560px]:hidden">last known:</span>}
          <span className="whitespace-nowrap max-[1000px]:hidden" data-testid="task-count">
            {count(info.tasks.total)} {info.tasks.total === 1 ? 'task' : 'tasks'}
          </span>
          <AuditMark />
          <Sources info={info} />
        </span>
      )}
    </footer>
  )
}
