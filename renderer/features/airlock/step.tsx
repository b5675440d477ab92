import type { ReactNode } from 'react'
import {
  CheckIcon,
  CrossIcon,
  DotsIcon,
  PendingIcon,
  PenIcon,
  PlusIcon,
  QuestionIcon,
  RunningIcon,
} from '../../design/icons.tsx'
import { Mark } from '../../design/mark.tsx'
import type { StepName, StepState } from './airlock-state.ts'

const STEP_NAMES: Readonly<Record<StepName, string>> = {
  file: 'The file',
  redact: 'Cover parts of it',
  words: 'What goes with it',
  check: 'Check before asking',
  upload: 'Approval and upload',
  show: 'Who sees it',
}

const STATE_WORDS: Readonly<Record<StepState, string>> = {
  done: 'Done',
  open: 'To do',
  optional: 'If wanted',
  running: 'Running',
  waits: 'Waits for approval',
  failed: 'Failed',
  unknown: 'Not known',
  later: 'Later',
}

const LOOKS = {
  done: { Icon: CheckIcon, colour: 'text-approved' },
  open: { Icon: PenIcon, colour: 'text-ink' },
  optional: { Icon: PlusIcon, colour: 'text-faint' },
  running: { Icon: RunningIcon, colour: 'text-soft' },
  waits: { Icon: PendingIcon, colour: 'text-pending' },
  failed: { Icon: CrossIcon, colour: 'text-rejected' },
  unknown: { Icon: QuestionIcon, colour: 'text-pending' },
  later: { Icon: DotsIcon, colour: 'text-faint' },
} as const

function StepMark({ state }: { state: StepState }) {
  return <Mark look={LOOKS[state]} word={STATE_WORDS[state]} />
}

const goTo = (name: StepName) => {
  const place = document.getElementById(`step-${name}`)
  place?.scrollIntoView({ block: 'start' })
  place?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true })
}

/** All steps in their order, each with how it stands, and the way to it. */
export function Rail({ steps }: { steps: Readonly<Record<StepName, StepState>> }) {
  return (
    <nav aria-label="Steps" className="@4xl:sticky @4xl:top-5 self-start">
      <ol className="@4xl:mx-0 -mx-3 grid @4xl:grid-cols-1 @xl:grid-cols-3 grid-cols-2 border-line @4xl:border-l-2">
        {(Object.keys(STEP_NAMES) as StepName[]).map((name, place) => (
          <li key={name} data-step={name} data-state={steps[name]}>
            <button
              type="button"
              onClick={() => goTo(name)}
              className="flex w-full flex-col rounded-r-md px-3 py-1.5 text-left outline-offset-[-2px] hover:bg-hover"
            >
              <span className="font-medium">
                {place + 1}. {STEP_NAMES[name]}
              </span>
              <span className="text-xs">
                <StepMark state={steps[name]} />
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}

export function Step({ name, state, children }: { name: StepName; state: StepState; children: ReactNode }) {
  return (
    <section id={`step-${name}`} aria-labelledby={`step-${name}-name`} className="min-w-0 scroll-mt-4">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-3 border-line border-b pb-1.5">
        <h2 id={`step-${name}-name`} tabIndex={-1} className="font-semibold text-base outline-none">
          {STEP_NAMES[name]}
        </h2>
        <span className="text-xs">
          <StepMark state={state} />
        </span>
      </div>
      <div className="flex min-w-0 flex-col gap-3">{children}</div>
    </section>
  )
}
