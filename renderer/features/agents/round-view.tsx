import type { ProtocolRound, ProtocolView } from '../../../contract/protocol-view.ts'
import { CheckIcon, ClockIcon, CrossIcon, DotsIcon, RunningIcon, WarningIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { EchoDifferences } from './echo-differences.tsx'
import { IssueList } from './issue-list.tsx'
import { type RoundStep, roundSteps, type StepTone } from './round-steps.ts'
import type { Signs } from './signs.ts'
import { WorkLog } from './work-log.tsx'

const TONES: Readonly<
  Record<StepTone, { readonly Icon: typeof CheckIcon; readonly colour: string; readonly said: string }>
> = {
  good: { Icon: CheckIcon, colour: 'text-approved', said: '' },
  plain: { Icon: DotsIcon, colour: 'text-soft', said: '' },
  bad: { Icon: CrossIcon, colour: 'text-rejected', said: 'Trouble: ' },
  warn: { Icon: WarningIcon, colour: 'text-pending', said: 'Warning: ' },
  now: { Icon: RunningIcon, colour: 'text-accent', said: 'Now: ' },
  next: { Icon: ClockIcon, colour: 'text-faint', said: 'To come: ' },
}

interface RoundViewProps {
  round: ProtocolRound
  signs: Signs
  /** Of the last round; null for the others. */
  view: ProtocolView | null
  isOpen: boolean
}

/** One round as it went, folded when it is not the last. */
export function RoundView({ round, signs, view, isOpen }: RoundViewProps) {
  const steps = roundSteps(round, signs, view)
  return (
    <details open={isOpen} data-round={round.dispatch.round} className="rounded-md border border-line bg-surface">
      <summary className="rounded-md px-3 py-2 hover:bg-hover">
        <span className="font-medium">Round {round.dispatch.round}</span>
        <span className="ml-3 text-soft text-xs">{steps.findLast(({ tone }) => tone !== 'next')?.title}</span>
      </summary>
      <ol aria-label={`Round ${round.dispatch.round}`} className="border-line border-t px-3 py-2.5">
        {steps.map((step) => (
          <Step key={step.key} step={step} round={round} />
        ))}
      </ol>
    </details>
  )
}

function Step({ step: { key, tone, title, at, words }, round }: { step: RoundStep; round: ProtocolRound }) {
  const { Icon, colour, said } = TONES[tone]
  return (
    <li
      data-step={key}
      data-tone={tone}
      className="relative grid grid-cols-[1.125rem_minmax(0,1fr)] gap-x-2.5 pb-3 before:absolute before:top-5 before:bottom-0.5 before:left-[0.53rem] before:w-px before:bg-line last:pb-0 last:before:hidden"
    >
      <Icon className={`mt-0.5 ${colour}`} />
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className={`min-w-0 [overflow-wrap:anywhere] ${tone === 'next' ? 'text-faint' : 'font-medium'}`}>
            <span className="sr-only">{said}</span>
            <Inert text={title} />
          </span>
          {at !== null && (
            <span className="ml-auto text-faint text-xs">
              <Moment at={at} />
            </span>
          )}
        </p>
        {words !== null && (
          <p className="text-soft text-xs [overflow-wrap:anywhere]">
            <Inert text={words} />
          </p>
        )}
        {key === 'ended' && round.ended !== null && round.ended.difference.length > 0 && (
          <EchoDifferences differences={round.ended.difference} />
        )}
        {key === 'result' && round.result !== null && <WorkLog result={round.result} />}
        {key === 'verdict' && round.verdict !== null && <IssueList issues={round.verdict.issues} />}
      </div>
    </li>
  )
}
