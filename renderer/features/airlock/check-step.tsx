import { Button } from '../../design/button.tsx'
import { CheckIcon, CrossIcon, WarningIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Mark } from '../../design/mark.tsx'
import { Age } from '../../design/moment.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { dateTime } from '../../design/time-words.ts'
import { RunRow } from '../tools/run-row.tsx'
import { type CheckOfUpload, type Preflight, sameWords } from './airlock-state.ts'
import { Step } from './step.tsx'
import { uploadArgs } from './upload-args.ts'
import type { Airlock } from './use-airlock.ts'
import { useWhyNot } from './use-why-not.ts'

const TOOL = 'youtube.preflight'

const LOOKS = {
  ok: { Icon: CheckIcon, colour: 'text-approved', word: 'In order' },
  warn: { Icon: WarningIcon, colour: 'text-pending', word: 'Mind this' },
  fail: { Icon: CrossIcon, colour: 'text-rejected', word: 'In the way' },
} as const

const NAMES: Readonly<Record<string, string>> = {
  ...{ account: 'Account', quota: 'Quota', project: 'Project at Google', artifact: 'File', privacy: 'Privacy' },
  ...{ title: 'Title', description: 'Description', category: 'Category', tags: 'Tags' },
  made_for_kids: 'Made for children',
}

/** Everything that can be known before anybody is asked; it uploads nothing. */
export function CheckStep({ airlock }: { airlock: Airlock }) {
  const { state, words, call, steps, sha256 } = airlock
  const { preflight } = state
  const level = airlock.levelOf(TOOL)
  const whyNot = useWhyNot(level === null ? `This console has no tool ${TOOL}.` : null)
  const isOld = preflight !== null && !sameWords(preflight.words, words)
  const isRunning = preflight?.run.state === 'running'
  const check = () => {
    if (level !== null) call.send({ tool: TOOL, side_effect_level: level, args: uploadArgs(sha256, words) })
  }
  return (
    <Step name="check" state={steps.check}>
      {preflight === null && (
        <p className="text-soft">
          Account, quota, file and words are looked at; YouTube is asked for the channel. Nothing is uploaded.
        </p>
      )}
      {preflight !== null && isOld && (
        <p className="text-pending">The words were changed since the last check: check them again.</p>
      )}
      {preflight !== null && !isOld && <Checked preflight={preflight} />}
      {call.failure !== null && <ProblemView failure={call.failure} onRetry={null} />}
      <span className="flex flex-wrap items-center gap-3">
        <Button
          look={steps.check === 'done' || steps.check === 'optional' ? 'plain' : 'accent'}
          disabled={whyNot !== null || call.isSending || isRunning}
          onClick={check}
        >
          {isRunning || call.isSending ? 'Checking…' : preflight === null ? 'Check it' : 'Check it again'}
        </Button>
        {whyNot !== null && <span className="text-soft text-xs">{whyNot}</span>}
      </span>
    </Step>
  )
}

function Checked({ preflight }: { preflight: Preflight }) {
  const { run, checks } = preflight
  if (checks === null)
    return (
      <ul aria-label="The check" className="overflow-hidden rounded-md border border-line">
        <RunRow run={run} withTask={false} />
      </ul>
    )
  return (
    <div>
      <p className="mb-1.5 text-soft text-xs">
        Checked <Age at={run.started_at} title={dateTime(Date.parse(run.started_at))} /> ago.
      </p>
      <ul aria-label="Checks" className="overflow-hidden rounded-md border border-line">
        {checks.map((each) => (
          <CheckRow key={each.check} check={each} />
        ))}
      </ul>
    </div>
  )
}

function CheckRow({ check: { check, state, detail } }: { check: CheckOfUpload }) {
  return (
    <li
      data-check={check}
      data-state={state}
      className="grid gap-x-3 border-line border-b bg-raised px-3 py-1.5 last:border-b-0 @xl:grid-cols-[8rem_7rem_minmax(0,1fr)]"
    >
      <span className="font-medium text-xs leading-5">
        <Inert text={NAMES[check] ?? check} />
      </span>
      <span className="text-xs leading-5">
        <Mark look={LOOKS[state]} word={LOOKS[state].word} />
      </span>
      <span className="min-w-0 text-soft text-xs leading-5 [overflow-wrap:anywhere]">
        <Inert text={detail} />
      </span>
    </li>
  )
}
