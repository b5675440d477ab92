import { useEffect, useRef } from 'react'
import { useServices } from '../../app/services.tsx'
import { Button } from '../../design/button.tsx'
import { SlashIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { count, dateTime } from '../../design/time-words.ts'
import { useIntake } from './use-intake.ts'

/** While nothing from outside is taken up, every page says so: silence of the sources must not pass for calm. */
export function IntakeBanner() {
  const { mayDecide, announce } = useServices()
  const { intake, resume } = useIntake()
  const paused = intake?.paused
  const wasPaused = useRef(paused)
  useEffect(() => {
    if (paused === undefined || paused === wasPaused.current) return
    if (paused || wasPaused.current === true) announce(paused ? 'The intake is paused' : 'The intake is resumed')
    wasPaused.current = paused
  }, [paused, announce])
  if (intake === undefined || !intake.paused) return null
  const { since, by, reason, held } = intake
  return (
    <section
      aria-label="Intake"
      data-testid="intake-banner"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-warn-line border-b bg-warn-ground px-4 py-1.5 text-ink"
    >
      <SlashIcon className="text-pending" />
      <p className="figures min-w-0 flex-1 [overflow-wrap:anywhere]">
        <strong className="font-semibold">Intake paused</strong>
        {since !== null && ` since ${dateTime(Date.parse(since))}`}
        {by !== null && (
          <>
            {' by '}
            <Inert text={by} />
          </>
        )}
        {reason !== null && (
          <>
            : <Inert text={reason} />
          </>
        )}
        . {heldWords(held)} Nothing is lost.
      </p>
      {mayDecide && (
        <Button look="plain" className="!h-6 !px-2" disabled={resume.isPending} onClick={() => resume.mutate()}>
          Resume
        </Button>
      )}
    </section>
  )
}

function heldWords(held: number): string {
  if (held === 0) return 'What comes from outside is kept and waits.'
  return `${count(held)} ${held === 1 ? 'delivery waits' : 'deliveries wait'}.`
}
