import { NO_FILTER, navigate } from '../../app/route.ts'
import { FirstSteps } from './first-steps.tsx'

/** The first steps again, for those who ask for them. */
export function FirstStepsPage() {
  return (
    <main className="@container min-h-0 overflow-y-auto bg-surface">
      <h1 className="sr-only">First steps</h1>
      <FirstSteps
        onTouched={() => undefined}
        onDone={() => navigate({ page: 'tasks', taskId: null, filter: NO_FILTER }, 'push')}
      />
    </main>
  )
}
