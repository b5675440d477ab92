import type { JsonObject } from '../../../contract/json-object.ts'
import type { ToolRun } from '../../../contract/tool.ts'
import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { Notice } from '../../design/notice.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { AddressButtons } from '../tasks/address.tsx'
import { ApprovalWait } from '../tools/approval-wait.tsx'
import { argsOf } from '../tools/run-args.ts'
import { RunRow } from '../tools/run-row.tsx'
import { useToolCall } from '../tools/use-tool-call.ts'
import type { PublishedVideo } from './published-video.ts'
import type { Airlock } from './use-airlock.ts'
import { useWhyNot } from './use-why-not.ts'
import { changesOf, type VideoChange } from './video-changes.ts'

const PRIVACY: Readonly<Record<PublishedVideo['privacy'], string>> = {
  private: 'Private: only the channel itself sees it.',
  unlisted: 'Unlisted: whoever has the link sees it.',
  public: 'Public: everybody sees it.',
  deleted: 'Deleted at YouTube. The evidence stays here.',
  unknown: 'Who sees it is not known.',
}

const LOOKS = { private: 'good', unlisted: 'good', public: 'good', deleted: 'over', unknown: 'warn' } as const

/** One video: who sees it, as far as that is known, and the calls that change it. */
export function VideoCard({ airlock, video }: { airlock: Airlock; video: PublishedVideo }) {
  const { video_id, privacy, upload, change } = video
  const call = useToolCall(airlock.task)
  const whyNot = useWhyNot(change?.state === 'running' ? 'A change is running.' : null)
  const changes = changesOf(video)
  const send = (tool: VideoChange['tool'], args: JsonObject) => {
    const level = airlock.levelOf(tool)
    const named = { ...args, video_id, upload_call_id: upload.call_id }
    if (level !== null) call.send({ tool, side_effect_level: level, args: named })
  }
  return (
    <section aria-label={`Video ${video_id}`} data-privacy={privacy} className="flex min-w-0 flex-col gap-3">
      <Notice look={LOOKS[privacy]} title={PRIVACY[privacy]}>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-2">
          <code className="break-all" data-testid="video-link">
            <Inert text={video.link} />
          </code>
          {privacy !== 'deleted' && <AddressButtons url={video.link} what="the video" />}
        </p>
        <Known video={video} />
      </Notice>
      {change !== null && <LastChange run={change} isSending={call.isSending} onSend={send} />}
      {call.failure !== null && <ProblemView failure={call.failure} onRetry={null} />}
      {call.refusal !== null && call.refusal.approval_id === null && (
        <ProblemView failure={call.refusal.failure} onRetry={null} />
      )}
      {changes.length > 0 && (
        <span className="flex flex-wrap items-center gap-2">
          {changes.map(({ tool, word, args, look }) => (
            <Button
              key={word}
              look={look}
              disabled={whyNot !== null || call.isSending || airlock.levelOf(tool) === null}
              onClick={() => send(tool, args)}
            >
              {word}
            </Button>
          ))}
          {whyNot !== null && <span className="text-soft text-xs">{whyNot}</span>}
        </span>
      )}
    </section>
  )
}

/** How it is known, or why it is not. */
function Known({ video: { upload, acted } }: { video: PublishedVideo }) {
  const doubt = acted === null ? undefined : DOUBTS[acted.state]
  return (
    <>
      {doubt !== undefined && <p className="mt-0.5">{doubt}</p>}
      {upload.state === 'failed' ? (
        <p className="mt-0.5 [overflow-wrap:anywhere]">
          Its upload failed <Moment at={upload.finished_at ?? upload.started_at} />, and left it all the same
          {upload.failure !== null && (
            <>
              : <Inert text={upload.failure.detail} />
            </>
          )}
        </p>
      ) : (
        <p className="mt-0.5 text-soft text-xs">
          Uploaded, and read back from YouTube, <Moment at={upload.finished_at ?? upload.started_at} />.
        </p>
      )}
    </>
  )
}

const DOUBTS: Readonly<Partial<Record<ToolRun['state'], string>>> = {
  running: 'It is being changed now.',
  failed: 'The last change failed, and may have been made all the same.',
  unknown: 'Nobody knows what came of the last change.',
}

interface LastChangeProps {
  run: ToolRun
  isSending: boolean
  onSend: (tool: VideoChange['tool'], args: JsonObject) => void
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
