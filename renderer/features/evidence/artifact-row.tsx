import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useServices } from '../../app/services.tsx'
import type { ArtifactAddress } from '../../client/api.ts'
import { asFailure } from '../../client/failure.ts'
import { IconButton } from '../../design/button.tsx'
import { Hash } from '../../design/fact.tsx'
import { DownIcon, EyeIcon, WarningIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Moment } from '../../design/moment.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { sizeWords } from '../../design/size-words.ts'
import { AddressButtons } from '../tasks/address.tsx'
import { isShownAtOnce, isStreamed, lookOf, saveFile } from './artifact-file.ts'
import { ArtifactMarks, ParentLink } from './artifact-marks.tsx'
import { ArtifactView } from './artifact-view.tsx'
import { StreamedVideo } from './streamed-video.tsx'

interface ArtifactRowProps {
  address: ArtifactAddress
  /** Where it is published from, or null. */
  publishing: string | null
  isBroken: boolean
}

/**
 * One file of proof: what it is, its hash, and a look at it. A picture is shown at once. Every look reads and hashes the file anew; one
 * that fails its check is called broken, and neither shown nor saved.
 */
export function ArtifactRow({ address, publishing, isBroken }: ArtifactRowProps) {
  const { api } = useServices()
  const { artifact, package_id } = address
  const [seen, setSeen] = useState<Uint8Array<ArrayBuffer> | null>(null)
  const look = lookOf(artifact)
  const queries = useQueryClient()
  const read = useMutation({
    // What was whole when the list was read may not be any more.
    onError: () => void queries.invalidateQueries({ queryKey: ['evidence'] }),
    mutationFn: async (use: (bytes: Uint8Array<ArrayBuffer>) => void) =>
      use(await api.artifact(address, AbortSignal.timeout(60_000))),
  })
  const [isPlayed, setPlayed] = useState(false)
  const show = () => {
    if (isStreamed(artifact)) setPlayed(!isPlayed)
    else if (seen === null) read.mutate((bytes) => setSeen(bytes))
    else setSeen(null)
  }
  const first = useRef(show)
  const isAtOnce = isShownAtOnce(artifact) && !isBroken
  useEffect(() => {
    if (isAtOnce) first.current()
  }, [isAtOnce])
  const failure = read.error === null ? null : asFailure(read.error)
  const isFoundBroken = isBroken || failure?.code === 'evidence_altered'
  const isOpen = seen !== null || isPlayed
  return (
    <li data-testid="artifact" data-artifact={artifact.sha256} tabIndex={-1} className="px-3 py-2">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <code className="break-all font-medium text-xs">{artifact.path}</code>
            <span className="text-faint text-xs">
              <Inert text={artifact.media_type} /> · {sizeWords(artifact.bytes)}
            </span>
            <ArtifactMarks artifact={artifact} />
            {isFoundBroken && (
              <span className="inline-flex items-center gap-1 font-semibold text-rejected text-xs">
                <WarningIcon className="size-3.5" />
                BROKEN: not what was recorded
              </span>
            )}
          </p>
          <p className="flex flex-wrap items-center gap-x-2 text-faint text-xs">
            <Inert text={artifact.source} /> <Moment at={artifact.captured_at} />
          </p>
          <Hash value={artifact.sha256} shown={12} what={`sha256 of ${artifact.path}`} />
          <p className="flex flex-wrap items-baseline gap-x-3 empty:hidden">
            {artifact.parent_sha256 !== undefined && <ParentLink sha256={artifact.parent_sha256} />}
            {publishing !== null && !isFoundBroken && (
              <a href={publishing} className="text-accent text-xs underline underline-offset-2">
                Publish to YouTube…
              </a>
            )}
          </p>
        </div>
        <span className="flex shrink-0">
          {artifact.link !== null && <AddressButtons url={artifact.link} what={`source of ${artifact.path}`} />}
          {look !== 'none' && (
            <IconButton
              label={isOpen ? `Hide ${artifact.path}` : `Show ${artifact.path}`}
              aria-expanded={isOpen}
              disabled={read.isPending}
              onClick={show}
            >
              <EyeIcon />
            </IconButton>
          )}
          <IconButton
            label={`Save ${artifact.path}`}
            disabled={read.isPending}
            onClick={() => read.mutate((bytes) => saveFile(`${package_id}-${artifact.path}`, bytes))}
          >
            <DownIcon />
          </IconButton>
        </span>
      </div>
      {read.isPending && <p className="mt-1 text-soft text-xs">Reading and checking the file…</p>}
      {failure !== null && (
        <div className="mt-2">
          <ProblemView failure={failure} onRetry={null} />
        </div>
      )}
      {isPlayed && !isFoundBroken && <StreamedVideo address={address} />}
      {seen !== null && !isFoundBroken && <ArtifactView artifact={artifact} bytes={seen} />}
    </li>
  )
}
