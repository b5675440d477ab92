import { Popover } from 'radix-ui'
import type { SystemInfo } from '../../../contract/system.ts'
import { WarningIcon } from '../../design/icons.tsx'
import { Age } from '../../design/moment.tsx'
import { SOURCE_NAMES } from '../../design/source-badge.tsx'
import { dateTime } from '../../design/time-words.ts'
import { SourceRow } from './source-row.tsx'

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div className="contents">
      <dt className="text-faint">{name}</dt>
      <dd className="figures min-w-0 break-all">{children}</dd>
    </div>
  )
}

/** Which ways in are on, which are lost and for how long, why the others are off, and what the service says about itself. */
export function Sources({ info }: { info: SystemInfo }) {
  const on = info.sources.filter((source) => source.state === 'on')
  const lost = info.sources.filter((source) => source.state === 'lost')
  const off = info.sources.length - on.length - lost.length
  const words = [
    ...(on.length === 0 && lost.length === 0 ? ['no source on'] : on.map(({ source }) => `${SOURCE_NAMES[source]} on`)),
    ...(off > 0 ? [`${off} off`] : []),
  ]
  return (
    <Popover.Root>
      <Popover.Trigger className="flex h-6 min-w-0 items-center gap-1.5 whitespace-nowrap rounded-sm px-1.5 hover:bg-hover hover:text-ink data-[state=open]:bg-hover">
        {info.warnings.length > 0 && (
          <span className="flex items-center gap-1 text-pending">
            <WarningIcon className="size-3.5" />
            {info.warnings.length === 1 ? '1 warning' : `${info.warnings.length} warnings`}
          </span>
        )}
        {lost.map(({ source, since }) => (
          <span key={source} data-testid="lost-source" className="flex items-center gap-1 font-medium text-rejected">
            <WarningIcon className="size-3.5" />
            {SOURCE_NAMES[source]} lost <Age at={since} title={`since ${dateTime(Date.parse(since))}`} />
          </span>
        ))}
        <span className="truncate max-[560px]:hidden">{words.join(', ')}</span>
        {lost.length === 0 && <span className="min-[561px]:hidden">{on.length} on</span>}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          side="top"
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Sources and service"
          className="z-20 max-h-[calc(100dvh-5rem)] w-[min(27rem,calc(100vw-1rem))] overflow-y-auto rounded-md border border-line-strong bg-surface text-ink shadow-[0_8px_28px_var(--shadow)]"
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
          <ul className="flex flex-col gap-2.5 px-4 py-3">
            {info.sources.map((source) => (
              <SourceRow key={source.source} source={source} />
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
