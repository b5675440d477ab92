import type { JsonObject } from '../../../contract/json-object.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { Notice } from '../../design/notice.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { AddressButtons } from '../tasks/address.tsx'
import { ApprovalWait } from '../tools/approval-wait.tsx'
import { argsOf } from '../tools/run-args.ts'
import { RunRow } from '../tools/run-row.tsx'
import { useToolCall } from '../tools/use-tool-call.ts'
import type { PublishedVideo } from './airlock-state.ts'
import { Step } from './step.tsx'
import type { Airlock } from './use-airlock.ts'
import { useWhyNot } from './use-why-not.ts'

const PRIVACY: Readonly<Record<PublishedVideo['privacy'], string>> = {
  private: 'Private: only the channel itself sees it.',
  unlisted: 'Unlisted: whoever has the link sees it.',
  public: 'Public: everybody sees it.',
  deleted: 'Deleted at YouTube. The evidence stays here.',
}

interface Change {
  readonly tool: 'youtube.set_privacy' | 'youtube.undo'
  readonly word: string
  readonly args: JsonObject
  readonly look: 'plain' | 'danger'
}

const CHANGES: readonly (Change & { readonly from: readonly PublishedVideo['privacy'][] })[] = [
  {
    ...{ tool: 'youtube.set_privacy', word: 'Make it unlisted…', args: { privacy: 'unlisted' }, look: 'plain' },
    from: ['private', 'public'],
  },
  {
    ...{ tool: 'youtube.set_privacy', word: 'Make it public…', args: { privacy: 'public' }, look: 'plain' },
    from: ['private', 'unlisted'],
  },
  {
    ...{ tool: 'youtube.undo', word: 'Take it back: make it private…', args: { how: 'private' }, look: 'plain' },
    from: ['unlisted', 'public'],
  },
  {
    ...{ tool: 'youtube.undo', word: 'Take it back: delete it…', args: { how: 'delete' }, look: 'danger' },
    from: ['private', 'unlisted', 'public'],
  },
]

/** The video as it stands, who sees it, and the ways to change that or to take it back: each needs an approval of its own. */
export function ShowStep({ airlock }: { airlock: Airlock }) {
  const { state, steps, task } = airlock
  const call = useToolCall(task)
  const { video } = state
  const last = [state.publishing, state.undoing]
    .filter((run) => run !== null)
    .toSorted((a, b) => b.started_at.localeCompare(a.started_at))[0]
  const whyNot = useWhyNot(last?.state === 'running' ? 'A change is running.' : null)
  if (video === null)
    return (
      <Step name="show" state={steps.show}>
        <p className="text-soft">The link stands here once it is uploaded and was read back from YouTube.</p>
      </Step>
    )
  const { video_id, upload_call_id, privacy } = video
  const send = (tool: Change['tool'], args: JsonObject) => {
    const level = airlock.levelOf(tool)
    if (level !== null) call.send({ tool, side_effect_level: level, args: { ...args, video_id, upload_call_id } })
  }
  const change = (wanted: Change) => send(wanted.tool, wanted.args)
  return (
    <Step name="show" state={steps.show}>
      <Notice look={privacy === 'deleted' ? 'over' : 'good'} title={PRIVACY[privacy]}>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-2">
          <code className="break-all" data-testid="video-link">
            <Inert text={video.link} />
          </code>
          {privacy !== 'deleted' && <AddressButtons url={video.link} what="the video" />}
        </p>
        <p className="mt-0.5 text-soft text-xs">
          {state.upload?.run.state === 'failed'
            ? 'The upload failed, and left this video all the same.'
            : 'Read back from YouTube after the upload.'}
        </p>
      </Notice>
      {last !== undefined && <LastChange run={last} isSending={call.isSending} onSend={send} />}
      {call.failure !== null && <ProblemView failure={call.failure} onRetry={null} />}
      {call.refusal !== null && call.refusal.approval_id === null && (
        <ProblemView failure={call.refusal.failure} onRetry={null} />
      )}
      {privacy !== 'deleted' && (
        <span className="flex flex-wrap items-center gap-2">
          {CHANGES.filter(({ from }) => from.includes(privacy)).map((each) => (
            <Button
              key={each.word}
              look={each.look}
              disabled={whyNot !== null || call.isSending || airlock.levelOf(each.tool) === null}
              onClick={() => change(each)}
            >
              {each.word}
            </Button>
          ))}
          {whyNot !== null && <span className="text-soft text-xs">{whyNot}</span>}
        </span>
      )}
      <p className="text-soft text-xs">Every change waits for an approval of exactly that change.</p>
    </Step>
  )
}

interface LastChangeProps {
  run: ToolRun
  isSending: boolean
  onSend: (tool: Change['tool'], args: JsonObject) => void
}

function LastChange({ run, isSending, onSend }: LastChangeProps) {
  const { privacy, how } = argsOf(run)
  const isUndo = run.tool === 'youtube.undo'
  if (run.state !== 'denied' || run.approval_id === null)
    return (
      <ul aria-label="The last change" className="overflow-hidden rounded-md border border-line">
        <RunRow run={run} withTask={false} />
      </ul>
    )
  const args = { ...(typeof privacy === 'string' ? { privacy } : {}), ...(typeof how === 'string' ? { how } : {}) }
  return (
    <ApprovalWait
      approvalId={run.approval_id}
      verb={isUndo ? 'Take it back now, as approved' : `Make it ${String(privacy)} now, as approved`}
      isSending={isSending}
      onSend={() => onSend(isUndo ? 'youtube.undo' : 'youtube.set_privacy', args)}
    />
  )
}
