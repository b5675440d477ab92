import { Popover } from 'radix-ui'
import type { SystemInfo } from '../../../contract/system.ts'
import { WarningIcon } from '../../design/icons.tsx'
import { SOURCE_NAMES } from '../../design/source-badge.tsx'
import { dateTime } from '../../design/time-words.ts'

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div className="contents">
      <dt className="text-faint">{name}</dt>
      <dd className="figures min-w-0 break-all">{children}</dd>
    </div>
  )
}

/** Which ways in are on, why the others are off, and what the service says about itself. */
export function Sources({ info }: { info: SystemInfo }) {
  const on = info.sources.filter((source) => source.state === 'on')
  const words = on.length === 0 ? 'no source on' : on.map(({ source }) => `${SOURCE_NAMES[source]} on`).join(', ')
  const off = info.sources.length - on.length
  return (
    <Popover.Root>
      <Popover.Trigger className="flex h-6 items-center gap-1.5 whitespace-nowrap rounded-sm px-1.5 hover:bg-hover hover:text-ink data-[state=open]:bg-hover">
        {info.warnings.length > 0 && (
          <span className="flex items-center gap-1 text-pending">
            <WarningIcon className="size-3.5" />
            {info.warnings.length === 1 ? '1 warning' : `${info.warnings.length} warnings`}
          </span>
        )}
        <span>
          {words}
          {off > 0 && `, ${off} off`}
        </span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          side="top"
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Sources and service"
          className="z-20 w-[min(25rem,calc(100vw-1rem))] rounded-md border border-line-strong bg-surface text-ink shadow-[0_8px_28px_var(--shadow)]"
        >
          {info.warnings.length > 0 && (
            <ul className="border-line border-b px-4 py-3">
              {info.warnings.map((warning) => (
                <li key={warning} className="flex gap-2">
                  <WarningIcon className="mt-0.5 text-pending" />
                  <span className="min-w-0 break-words">{warning}</span>
                </li>
              ))}
            </ul>
          )}
          <ul className="flex flex-col gap-2 px-4 py-3">
            {info.sources.map(({ source, state, reason }) => (
              <li key={source} className="grid grid-cols-[5.5rem_2rem_minmax(0,1fr)] gap-x-2">
                <span className="font-medium">{SOURCE_NAMES[source]}</span>
                <span className={state === 'on' ? 'font-medium text-approved' : 'text-faint'}>{state}</span>
                <span className="break-words text-soft">{reason}</span>
              </li>
            ))}
          </ul>
          <dl className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-2 gap-y-1 border-line border-t px-4 py-3 text-xs">
            <Fact name="Version">{`${info.version} (${info.host}, Node ${info.node.replace(/^v/, '')}, pid ${info.pid})`}</Fact>
            <Fact name="Started">{dateTime(Date.parse(info.started_at))}</Fact>
            <Fact name="Data">{info.data_root}</Fact>
            <Fact name="Clients">{`${info.events.clients} on the event stream, ${info.events.dropped} dropped`}</Fact>
          </dl>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
