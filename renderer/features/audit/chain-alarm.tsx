import type { ChainTampering } from '../../../contract/audit-chain.ts'
import { formatRoute, WHOLE_LOG } from '../../app/route.ts'
import { Command } from '../../design/face.tsx'
import { Inert } from '../../design/inert.tsx'
import { Notice } from '../../design/notice.tsx'
import { placeWords, tamperWords } from './chain-words.ts'

/** What does not fit, where, and what to do now. */
export function ChainAlarm({ found }: { found: ChainTampering }) {
  return (
    <div role="alert" className="px-3.5 pb-3">
      <Notice look="danger" title={`Do not trust the log from here on: ${tamperWords(found.kind).toLowerCase()}.`}>
        <p className="mt-0.5 text-soft">
          <code className="break-all text-ink text-xs">
            <Inert text={placeWords(found)} />
          </code>{' '}
          <code className="text-xs">{found.kind}</code>
        </p>
        <p className="mt-0.5 break-words text-soft">
          <Inert text={found.detail} />
        </p>
        <p className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <span>Keep audit/ as it is, compare it with a backup or an anchor, and check it on its own:</span>
          <Command>npx countersign audit verify</Command>
          {found.seq > 0 && (
            <a
              className="text-accent underline underline-offset-2"
              href={formatRoute({ page: 'audit', filter: { ...WHOLE_LOG, requests: true, at: found.seq } })}
            >
              Show the lines around it
            </a>
          )}
        </p>
      </Notice>
    </div>
  )
}
