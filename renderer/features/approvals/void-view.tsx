import type { ApprovalVoid } from '../../../contract/approval.ts'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { Notice } from '../../design/notice.tsx'
import { causeWords } from './approval-words.ts'
import { ScrollBox } from './scroll-box.tsx'

/** What differs between what was asked for and what there is now. */
export function VoidView({ voided }: { voided: ApprovalVoid }) {
  return (
    <Notice
      look="warn"
      title={
        <>
          Voided because {causeWords(voided.cause)}, <Moment at={voided.at} />
        </>
      }
    >
      <p className="mt-1 text-soft">Nothing runs on it any more. The agent asks anew by sending its call again.</p>
      {voided.differences.length > 0 && (
        <ul aria-label="What changed" className="mt-2 flex flex-col gap-2">
          {voided.differences.map(({ path, before, after }) => (
            <li key={path} className="min-w-0">
              <code className="text-2xs text-soft [overflow-wrap:anywhere]">
                <Inert text={path} />
              </code>
              <div className="grid gap-1 @xl:grid-cols-2">
                <Side word="before" text={before} />
                <Side word="after" text={after} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Notice>
  )
}

function Side({ word, text }: { word: 'before' | 'after'; text: string }) {
  return (
    <ScrollBox
      label={word}
      className="max-h-[8rem] whitespace-pre-wrap rounded-sm border border-line bg-surface px-2 py-1 font-mono text-2xs"
    >
      <span className="mr-1.5 font-sans text-faint">{word}</span>
      {text === '' ? <span className="font-sans text-faint">nothing</span> : <Inert text={text} />}
    </ScrollBox>
  )
}
