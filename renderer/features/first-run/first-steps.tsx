import { type ReactNode, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { NO_FILTER, navigate } from '../../app/route.ts'
import { Button } from '../../design/button.tsx'
import { CheckIcon, CrossIcon } from '../../design/icons.tsx'
import { firstStepsAreDone } from './first-run-kept.ts'
import { SourcesStep } from './sources-step.tsx'
import { TaskStep } from './task-step.tsx'
import { YouStep } from './you-step.tsx'

const STEPS = ['You', 'Sources', 'First task'] as const

interface FirstStepsProps {
  /** Something was typed: what shows the steps should not take them away by itself. */
  onTouched: () => void
  /** They are not wanted any more; the task that they ended with is on the screen already. */
  onDone: () => void
}

/** Three steps from nothing to a first real task on the screen. */
export function FirstSteps({ onTouched, onDone }: FirstStepsProps) {
  const [step, setStep] = useState(0)
  const headRef = useRef<HTMLHeadingElement>(null)
  const go = (to: number) => {
    flushSync(() => setStep(to))
    headRef.current?.focus()
  }
  const leave = () => {
    firstStepsAreDone()
    onDone()
  }
  const made = (taskId: string) => {
    leave()
    navigate({ page: 'tasks', taskId, filter: NO_FILTER }, 'push')
  }
  return (
    <section
      aria-label="First steps"
      data-testid="first-steps"
      className="mx-auto max-w-[40rem] px-5 pt-6 pb-12 @3xl:px-7"
    >
      <div className="mb-5 flex items-start justify-between gap-x-4">
        <StepList step={step} onGo={go} />
        <Button look="quiet" className="!h-7 !px-2 -mr-2 shrink-0" title="Do not show this again" onClick={leave}>
          <span className="@max-xl:sr-only">Do not show this again</span>
          <CrossIcon className="@xl:hidden" />
        </Button>
      </div>
      <h2 ref={headRef} tabIndex={-1} className="mb-3 font-semibold text-lg tracking-tight outline-none">
        {['Who acts here, and where things are', 'Connect a source, or skip it', 'Make a first task'][step]}
      </h2>
      {step === 0 && <YouStep />}
      {step === 1 && <SourcesStep />}
      {/* What was typed stays while the other steps are looked at. */}
      <div hidden={step !== 2}>
        <TaskStep onTouched={onTouched} onMade={made} back={<Back onClick={() => go(1)} />} />
      </div>
      {step < 2 && (
        <div className="mt-6 flex gap-2">
          {step > 0 && <Back onClick={() => go(step - 1)} />}
          <Button look="accent" onClick={() => go(step + 1)}>
            {step === 0 ? 'Next: sources' : 'Next: a first task'}
          </Button>
        </div>
      )}
    </section>
  )
}

function Back({ onClick }: { onClick: () => void }): ReactNode {
  return (
    <Button look="plain" onClick={onClick}>
      Back
    </Button>
  )
}

function StepList({ step, onGo }: { step: number; onGo: (step: number) => void }) {
  return (
    <ol aria-label="Steps" className="-ml-2 flex flex-wrap gap-1">
      {STEPS.map((name, place) => (
        <li key={name}>
          <button
            type="button"
            aria-current={place === step ? 'step' : undefined}
            onClick={() => onGo(place)}
            className="group flex h-7 items-center gap-2 rounded-md px-2 text-soft hover:bg-hover aria-[current]:text-ink"
          >
            <span className="figures inline-flex size-5 items-center justify-center rounded-full border border-line-strong font-semibold text-2xs group-aria-[current]:border-transparent group-aria-[current]:bg-accent group-aria-[current]:text-on-accent">
              {place < step ? <CheckIcon className="size-3" /> : place + 1}
            </span>
            {name}
          </button>
        </li>
      ))}
    </ol>
  )
}
