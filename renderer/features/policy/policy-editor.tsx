import { type Ref, useId } from 'react'
import type { PolicyView } from '../../../contract/policy.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Notice } from '../../design/notice.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { hiddenCharacters } from './policy-lines.ts'
import type { PolicyDraft } from './use-policy-draft.ts'
import { WideText } from './wide-text.tsx'

/** The service takes no more characters than this. */
const LONGEST = 200_000
const SHOWN_HIDDEN = 5

interface PolicyEditorProps {
  view: PolicyView
  draft: PolicyDraft
  fieldRef: Ref<HTMLTextAreaElement>
}

/** The text of the policy. It is saved only after exactly this text was tried on what was called so far. */
export function PolicyEditor({ view, draft, fieldRef }: PolicyEditorProps) {
  const { mayDecide } = useServices()
  const id = useId()
  const { text, base, isChanged, isOvertaken, fresh, simulate, save } = draft
  const failure = save.error === null ? null : asFailure(save.error)
  const tryFailure = simulate.error === null ? null : asFailure(simulate.error)
  const overtaken = isOvertaken || failure?.code === 'policy_changed'
  const hidden = hiddenCharacters(text)
  const whyNot = !mayDecide
    ? 'This session may only read: it can try a change, not save it.'
    : !isChanged
      ? 'Nothing is changed.'
      : overtaken
        ? 'Another policy is in force now.'
        : fresh === null
          ? 'Try exactly this text first.'
          : fresh.valid
            ? null
            : 'The text is not valid.'
  return (
    <div className="flex flex-col gap-3">
      <div>
        <label htmlFor={id} className="mb-1.5 flex flex-wrap items-baseline gap-x-2 font-semibold text-soft text-xs">
          {isChanged ? 'Your change' : 'Text in force'}
          {isChanged && <span className="font-normal">of sha256 {base.sha256.slice(0, 12)}…, not saved</span>}
        </label>
        <WideText text={text}>
          <textarea
            ref={fieldRef}
            id={id}
            wrap="off"
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            maxLength={LONGEST}
            value={text}
            onChange={(event) => draft.edit(event.target.value)}
            className="block h-[max(16rem,calc(100dvh-25rem))] w-full resize-y rounded-md border border-line-strong bg-surface px-3 py-2.5 font-mono text-xs leading-5"
          />
        </WideText>
      </div>
      {hidden.length > 0 && (
        <Notice look="warn" title="The text holds characters that cannot be seen in it">
          <p className="mt-1 text-soft text-xs">
            {hidden
              .slice(0, SHOWN_HIDDEN)
              .map(({ line, name }) => `line ${line}: ${name}`)
              .join('; ')}
            {hidden.length > SHOWN_HIDDEN && `; and ${hidden.length - SHOWN_HIDDEN} more`}
          </p>
        </Notice>
      )}
      {overtaken && <Overtaken view={view} draft={draft} />}
      {failure !== null && failure.code !== 'policy_changed' && <ProblemView failure={failure} onRetry={null} />}
      {tryFailure !== null && <ProblemView failure={tryFailure} onRetry={null} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          look={fresh === null ? 'accent' : 'plain'}
          disabled={simulate.isPending || text.length > LONGEST}
          onClick={() => simulate.mutate()}
        >
          Try on recorded calls
        </Button>
        <Button
          look={fresh === null ? 'plain' : 'accent'}
          disabled={whyNot !== null || save.isPending}
          onClick={() => save.mutate()}
        >
          Save and put in force
        </Button>
        {(isChanged || isOvertaken) && (
          <Button look="quiet" onClick={draft.drop}>
            Drop my change
          </Button>
        )}
        {whyNot !== null && <span className="text-soft text-xs">{whyNot}</span>}
      </div>
    </div>
  )
}

/** Another policy came into force: what was typed stays, and what it would replace is named. */
function Overtaken({ view, draft }: { view: PolicyView; draft: PolicyDraft }) {
  return (
    <div role="alert" data-testid="policy-overtaken">
      <Notice
        look="warn"
        title="The policy in force changed while you were writing. Your text is kept, nothing was saved."
      >
        <p className="mt-1 font-mono text-2xs">
          {draft.base.sha256.slice(0, 12)} <span className="font-sans text-soft">now</span> {view.sha256.slice(0, 12)}
        </p>
        <details className="mt-1 text-xs">
          <summary className="w-fit rounded-sm">Look at the text in force</summary>
          <WideText text={view.text}>
            <textarea
              readOnly
              aria-label="Text in force"
              wrap="off"
              value={view.text}
              className="mt-1.5 block h-[14rem] w-full resize-y rounded-md border border-line bg-surface px-3 py-2 font-mono text-xs leading-5"
            />
          </WideText>
        </details>
        <Button look="plain" className="mt-2" onClick={draft.rebase}>
          Keep my text as a change of the new one
        </Button>
      </Notice>
    </div>
  )
}
