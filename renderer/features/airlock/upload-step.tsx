import { Button } from '../../design/button.tsx'
import { Fact, Hash } from '../../design/fact.tsx'
import { Inert } from '../../design/inert.tsx'
import { Notice } from '../../design/notice.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { sizeWords } from '../../design/size-words.ts'
import { ApprovalWait } from '../tools/approval-wait.tsx'
import { RunRow } from '../tools/run-row.tsx'
import { isDeleted, sameWords } from './airlock-state.ts'
import { Step } from './step.tsx'
import { uploadArgs } from './upload-args.ts'
import type { Airlock } from './use-airlock.ts'
import { useWhyNot } from './use-why-not.ts'
import { CATEGORIES } from './video-categories.ts'

const TOOL = 'youtube.upload'

/** What the approval is bound to, the approval itself, and the upload that uses it. */
export function UploadStep({ airlock }: { airlock: Airlock }) {
  const { state, words, call, steps, sha256 } = airlock
  const { upload, videos } = state
  const level = airlock.levelOf(TOOL)
  const isOver = upload !== null && isDeleted(videos, upload)
  const isMine = upload !== null && sameWords(upload.words, words) && !isOver
  const waiting = isMine && upload.run.state === 'denied' ? upload.run.approval_id : null
  const whyNot = useWhyNot(
    steps.words !== 'done'
      ? 'Say first what goes with it.'
      : steps.check !== 'done'
        ? 'Check it first; nothing may be in the way.'
        : null,
  )
  const send = () => {
    if (level !== null) call.send({ tool: TOOL, side_effect_level: level, args: uploadArgs(sha256, words) })
  }
  const isAsked = isMine && (waiting !== null || upload.run.state === 'running' || upload.run.state === 'done')
  // A refusal is for the words that it was given for; anything else may have left something, whatever was typed since.
  const isShown = upload !== null && waiting === null && !isOver && (isMine || upload.run.state !== 'denied')
  const isThere = videos.some(({ privacy }) => privacy !== 'deleted')
  return (
    <Step name="upload" state={steps.upload}>
      <Preview airlock={airlock} />
      {!airlock.task.allow_external_publish && (
        <Notice look="warn" title="This task may not publish outside">
          <p className="mt-0.5 text-soft">
            Only a task whose <code className="text-xs">allow_external_publish</code> is true can, and its operator
            decides on that; no approval replaces it. Everything up to here can be prepared all the same.
          </p>
        </Notice>
      )}
      {isShown && (
        <ul aria-label="The upload" className="overflow-hidden rounded-md border border-line">
          <RunRow run={upload.run} withTask={false} />
        </ul>
      )}
      {waiting !== null && (
        <ApprovalWait approvalId={waiting} verb="Upload it now, as approved" isSending={call.isSending} onSend={send} />
      )}
      {call.failure !== null && <ProblemView failure={call.failure} onRetry={null} />}
      {call.refusal !== null && call.refusal.approval_id === null && (
        <ProblemView failure={call.refusal.failure} onRetry={null} />
      )}
      {!isAsked && isThere && (
        <Notice look="warn" title="An upload of this file left a video already">
          <p className="mt-0.5 text-soft">It stands below. Another upload makes another video.</p>
        </Notice>
      )}
      {!isAsked && (
        <span className="flex flex-wrap items-center gap-3">
          <Button look="accent" disabled={whyNot !== null || call.isSending} onClick={send}>
            {call.isSending ? 'Sending…' : upload === null ? 'Ask for approval' : 'Ask for approval again'}
          </Button>
          {whyNot !== null && <span className="text-soft text-xs">{whyNot}</span>}
        </span>
      )}
    </Step>
  )
}

/** Every word and the file, as they will be approved and sent. */
function Preview({ airlock: { words, placed, sha256 } }: { airlock: Airlock }) {
  const { title, description, category_id, made_for_kids, tags } = words
  return (
    <dl aria-label="What is approved" className="figures rounded-md border border-line bg-raised px-3 py-1">
      <Fact name="File" look="wide">
        {placed === null ? 'not there' : `${placed.artifact.path}, ${sizeWords(placed.artifact.bytes)}`}
        <Hash value={sha256} shown={24} what="the sha256 of the file" />
      </Fact>
      <Fact name="Title" look="wide">
        {title === '' ? <Missing /> : <Inert text={title} />}
      </Fact>
      <Fact name="Description" look="wide">
        {description === '' ? (
          <span className="text-faint">none</span>
        ) : (
          <span className="whitespace-pre-wrap">
            <Inert text={description} />
          </span>
        )}
      </Fact>
      <Fact name="Category" look="wide">
        {category_id === '' ? <Missing /> : `${CATEGORIES[category_id] ?? 'number'} (${category_id})`}
      </Fact>
      <Fact name="For children" look="wide">
        {made_for_kids === null ? <Missing /> : made_for_kids ? 'yes' : 'no'}
      </Fact>
      <Fact name="Tags" look="wide">
        {tags.length === 0 ? <span className="text-faint">none</span> : <Inert text={tags.join(', ')} />}
      </Fact>
      <Fact name="Privacy" look="wide">
        private, until a second approval
      </Fact>
    </dl>
  )
}

const Missing = () => <span className="text-pending">not said yet</span>
