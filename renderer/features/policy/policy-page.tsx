import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import type { PolicyView } from '../../../contract/policy.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { ProblemView } from '../../design/problem-view.tsx'
import { Section } from '../tasks/section.tsx'
import { LintList } from './lint-list.tsx'
import { PolicyEditor } from './policy-editor.tsx'
import { PolicyFacts } from './policy-facts.tsx'
import { rangeOfLine } from './policy-lines.ts'
import { SkeletonPolicy } from './policy-skeleton.tsx'
import { ScrollPage } from './scroll-page.tsx'
import { SimulationView } from './simulation-view.tsx'
import { usePolicyDraft } from './use-policy-draft.ts'

const LINE_HEIGHT = 20

/** Which calls run, which wait for a person and which are refused: read, tried and changed. */
export function PolicyPage() {
  const { api } = useServices()
  const query = useQuery({ queryKey: ['policy'], queryFn: ({ signal }) => api.policy(signal) })
  const failure = query.error === null ? null : asFailure(query.error)
  return (
    <ScrollPage
      title="Policy"
      lead="The first rule that matches a call decides: allow, ask a person, or deny. What no rule matches is denied, and some denials no rule can lift."
    >
      {failure !== null && (query.data === undefined || failure.code !== 'unreachable') && (
        <div className="mb-5 max-w-[44rem]">
          <ProblemView failure={failure} onRetry={() => void query.refetch()} />
        </div>
      )}
      {query.data !== undefined ? <PolicyDesk view={query.data} /> : failure === null && <SkeletonPolicy />}
    </ScrollPage>
  )
}

function PolicyDesk({ view }: { view: PolicyView }) {
  const draft = usePolicyDraft(view)
  const fieldRef = useRef<HTMLTextAreaElement>(null)
  const goTo = (line: number) => {
    const field = fieldRef.current
    if (field === null) return
    const [from, to] = rangeOfLine(field.value, line)
    field.focus()
    field.setSelectionRange(from, to)
    field.scrollTop = (line - 4) * LINE_HEIGHT
  }
  const findings = draft.fresh === null ? (draft.isChanged ? null : view.lint) : draft.fresh.lint
  return (
    <div className="flex flex-col gap-7">
      <PolicyFacts view={view} />
      <div className="grid gap-x-9 gap-y-7 @4xl:grid-cols-2">
        <PolicyEditor view={view} draft={draft} fieldRef={fieldRef} />
        <div className="flex min-w-0 flex-col gap-7">
          <Section title="What it would change" aside={null}>
            {draft.fresh === null ? (
              <p className="text-soft">
                {draft.isChanged
                  ? 'Not known: this text was not tried yet.'
                  : 'Change the text and try it: the calls recorded so far are decided anew, and nothing is carried out.'}
              </p>
            ) : (
              <SimulationView result={draft.fresh} text={draft.text} onGoTo={goTo} />
            )}
          </Section>
          <Section title="Remarks on the rules" aside={null}>
            {findings === null ? (
              <p className="text-soft">Trying the text looks at its rules as well.</p>
            ) : (
              <LintList findings={findings} text={draft.text} onGoTo={goTo} />
            )}
          </Section>
        </div>
      </div>
    </div>
  )
}
