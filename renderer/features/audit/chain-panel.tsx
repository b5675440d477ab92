import { useState } from 'react'
import { asFailure, type Failure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { ChevronIcon, NoSealIcon, SealIcon, WarningIcon } from '../../design/icons.tsx'
import { useNow } from '../../design/moment.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { timeOfDay } from '../../design/time-words.ts'
import { useLiveState } from '../system/use-system-info.ts'
import { ChainAlarm } from './chain-alarm.tsx'
import { ChainDetails } from './chain-details.tsx'
import { anchoredWords, type ChainFace, checkWords, faceOf, sinceWords } from './chain-words.ts'
import { useChain } from './use-chain.ts'
import { VerifyChain } from './verify-chain.tsx'

const FACES: Readonly<Record<ChainFace, { Icon: typeof SealIcon; colour: string; word: string }>> = {
  whole: { Icon: SealIcon, colour: 'text-approved', word: 'Chain whole' },
  broken: { Icon: WarningIcon, colour: 'text-rejected', word: 'Chain BROKEN' },
  unverified: { Icon: NoSealIcon, colour: 'text-pending', word: 'Chain not verified' },
}

/** Whether the log can be believed, since when that is known, and who else holds proof of it. `told`: the failure shown below it. */
export function ChainPanel({ told }: { told: Failure | null }) {
  const query = useChain()
  const { phase } = useLiveState()
  const [open, setOpen] = useState(false)
  const now = useNow(1_000)
  const chain = query.data
  const failure = query.error === null ? null : asFailure(query.error)
  if (chain === undefined) {
    return (
      <section aria-label="Chain" className="border-line border-b px-3.5 py-2.5">
        {failure === null ? (
          <p aria-busy="true" className="appear-late text-faint text-xs">
            Asking for the state of the chain…
          </p>
        ) : failure.code === told?.code ? (
          <p className="text-pending">The state of the chain is not known.</p>
        ) : (
          <ProblemView failure={failure} onRetry={() => void query.refetch()} />
        )}
      </section>
    )
  }
  const face = faceOf(chain)
  const { Icon, colour, word } = FACES[face]
  const isStale = phase !== 'live' || failure !== null
  const said = [checkWords(chain, now), sinceWords(chain), anchoredWords(chain.anchors)].filter((part) => part !== null)
  return (
    <section aria-label="Chain" data-face={face} className="border-line border-b">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3.5 py-2">
        <span className={`inline-flex items-center gap-1.5 whitespace-nowrap font-semibold ${colour}`}>
          <Icon />
          {word}
        </span>
        <span className="figures min-w-0 text-soft text-xs">{said.join(' · ')}</span>
        {isStale && (
          <span className="figures whitespace-nowrap text-pending text-xs">
            last known at {timeOfDay(query.dataUpdatedAt)}
          </span>
        )}
        <span className="ml-auto flex items-center gap-1.5">
          <Button look="quiet" className="!h-7 !px-2 !text-xs" aria-expanded={open} onClick={() => setOpen(!open)}>
            <ChevronIcon className={open ? 'rotate-90' : ''} />
            Head and anchors
          </Button>
          <VerifyChain chain={chain} />
        </span>
      </div>
      {chain.tampering !== null && <ChainAlarm found={chain.tampering} />}
      {chain.failure !== null && (
        <p role="alert" className="px-3.5 pb-2 text-rejected text-xs">
          The latest check could not be carried out: {chain.failure}
        </p>
      )}
      {open && <ChainDetails chain={chain} />}
    </section>
  )
}
