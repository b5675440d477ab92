import { useMutation } from '@tanstack/react-query'
import { formatRoute } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { Face } from '../../design/face.tsx'
import { Fact, Hash } from '../../design/fact.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { Notice } from '../../design/notice.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { sizeWords } from '../../design/size-words.ts'
import { isStreamed, lookOf } from '../evidence/artifact-file.ts'
import { ArtifactMarks } from '../evidence/artifact-marks.tsx'
import { ArtifactView } from '../evidence/artifact-view.tsx'
import { StreamedVideo } from '../evidence/streamed-video.tsx'
import { type PlacedArtifact, useTaskEvidence } from '../tools/use-artifacts.ts'
import { Step } from './step.tsx'
import { type Airlock, videosOf } from './use-airlock.ts'

const LINK = 'text-accent underline underline-offset-2'

/** What is to leave the machine: its facts, and a look at it. */
export function FileStep({ airlock }: { airlock: Airlock }) {
  const { placed, task } = airlock
  return (
    <Step name="file" state={placed === null ? 'failed' : airlock.steps.file}>
      {placed === null ? (
        <Notice look="danger" title="The evidence of this task has no whole file with this sha256">
          <p className="mt-0.5 break-all text-soft">
            <code className="text-xs">{airlock.sha256}</code>
          </p>
        </Notice>
      ) : (
        <>
          <dl className="figures">
            <Fact name="File" look="wide">
              <span className="flex flex-wrap items-baseline gap-x-2">
                <code className="break-all">{placed.artifact.path}</code>
                <ArtifactMarks artifact={placed.artifact} />
              </span>
            </Fact>
            <Fact name="Kind and size" look="wide">
              <Inert text={placed.artifact.media_type} />, {sizeWords(placed.artifact.bytes)}
            </Fact>
            <Fact name="Recorded" look="wide">
              <Inert text={placed.artifact.source} />, <Moment at={placed.artifact.captured_at} />
            </Fact>
            <Fact name="sha256" look="wide">
              <Hash value={placed.artifact.sha256} shown={24} what="the sha256 of the file" />
            </Fact>
            {placed.artifact.parent_sha256 !== undefined && (
              <Fact name="Made from" look="wide">
                <a
                  className={`${LINK} font-mono text-xs`}
                  href={formatRoute({ page: 'airlock', taskId: task.task_id, sha256: placed.artifact.parent_sha256 })}
                >
                  {placed.artifact.parent_sha256.slice(0, 24)}…
                </a>
              </Fact>
            )}
          </dl>
          {placed.artifact.partial === true && (
            <Notice look="warn" title="This recording was cut short">
              <p className="mt-0.5 text-soft">It is what there was when it failed. Choose a whole one to publish.</p>
            </Notice>
          )}
          <Player key={placed.artifact.sha256} placed={placed} />
        </>
      )}
      <p>
        <a className={LINK} href={formatRoute({ page: 'airlock', taskId: task.task_id, sha256: null })}>
          Choose another file
        </a>
      </p>
    </Step>
  )
}

/** Played when asked for: the whole file is read and hashed first. */
function Player({ placed }: { placed: PlacedArtifact }) {
  const { api } = useServices()
  const read = useMutation({ mutationFn: () => api.artifact(placed, AbortSignal.timeout(60_000)) })
  const { artifact } = placed
  if (lookOf(artifact) === 'none')
    return <p className="text-soft">This browser does not play {artifact.media_type}; look at it from its folder.</p>
  if (isStreamed(artifact)) return <StreamedVideo address={placed} />
  if (read.data !== undefined) return <ArtifactView artifact={artifact} bytes={read.data} />
  return (
    <>
      {read.error !== null && <ProblemView failure={asFailure(read.error)} onRetry={null} />}
      <Button look="plain" className="self-start" disabled={read.isPending} onClick={() => read.mutate()}>
        {read.isPending ? 'Reading and checking the file…' : 'Look at it'}
      </Button>
    </>
  )
}

/** The recordings of a task, to begin with one of them. */
export function VideoChoice({ taskId }: { taskId: string }) {
  const { query, artifacts } = useTaskEvidence(taskId)
  const videos = videosOf(artifacts)
  const isCut = artifacts.some(({ artifact }) => artifact.partial === true && artifact.media_type.startsWith('video/'))
  if (query.error !== null && query.data === undefined)
    return <ProblemView failure={asFailure(query.error)} onRetry={() => void query.refetch()} />
  if (query.data === undefined)
    return (
      <div aria-busy="true" className="skeleton appear-late h-40 w-full">
        <span className="sr-only">Reading the evidence</span>
      </div>
    )
  if (videos.length === 0)
    return (
      <Face title="No recording to publish">
        <p>The evidence of this task has no whole recording. Make one with screen.record or in the OBS panel.</p>
      </Face>
    )
  return (
    <section aria-label="Recordings" className="max-w-[44rem]">
      <p className="mb-2 font-medium">Which recording?</p>
      <ul className="overflow-hidden rounded-md border border-line">
        {videos.map(({ artifact, package_id }) => (
          <li key={`${package_id}/${artifact.path}`} className="border-line border-b last:border-b-0">
            <a
              href={formatRoute({ page: 'airlock', taskId, sha256: artifact.sha256 })}
              className="flex flex-wrap items-baseline gap-x-3 bg-raised px-3 py-2 outline-offset-[-2px] hover:bg-hover"
            >
              <code className="break-all text-accent underline underline-offset-2">{artifact.path}</code>
              <ArtifactMarks artifact={artifact} />
              <span className="text-soft text-xs">
                {sizeWords(artifact.bytes)} · <Moment at={artifact.captured_at} /> · {artifact.sha256.slice(0, 12)}…
              </span>
            </a>
          </li>
        ))}
      </ul>
      {isCut && <p className="mt-2 text-soft text-xs">Recordings that were cut short are not offered.</p>}
    </section>
  )
}
