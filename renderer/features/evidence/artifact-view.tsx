import { useEffect, useMemo, useState } from 'react'
import type { Artifact } from '../../../contract/evidence.ts'
import { Button } from '../../design/button.tsx'
import { Inert } from '../../design/inert.tsx'
import { sizeWords } from '../../design/size-words.ts'
import { lookOf, pictureUrl } from './artifact-file.ts'

/** A file whose bytes were just hashed and are what was recorded. */
interface CheckedFile {
  readonly artifact: Artifact
  readonly bytes: Uint8Array<ArrayBuffer>
}

export function ArtifactView({ artifact, bytes }: CheckedFile) {
  const look = lookOf(artifact)
  if (look === 'picture') return <Picture artifact={artifact} bytes={bytes} />
  if (look === 'video') return <Video artifact={artifact} bytes={bytes} />
  return <Words artifact={artifact} bytes={bytes} />
}

function Picture({ artifact, bytes }: CheckedFile) {
  const url = useMemo(() => pictureUrl(artifact, bytes), [artifact, bytes])
  return (
    <img
      src={url}
      alt={`Evidence ${artifact.path}`}
      className="mt-2 max-h-[24rem] max-w-full rounded-sm border border-line"
    />
  )
}

function Video({ artifact, bytes }: CheckedFile) {
  const [url, setUrl] = useState<string | null>(null)
  const [isRefused, setRefused] = useState(false)
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type: artifact.media_type }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [artifact, bytes])
  if (url === null) return null
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a recording of a screen has no words to caption */}
      <video
        src={url}
        controls
        preload="metadata"
        aria-label={`Evidence ${artifact.path}`}
        className="mt-2 max-h-[24rem] max-w-full rounded-sm border border-line"
        onError={() => setRefused(true)}
      />
      {isRefused && (
        <p className="mt-1 text-soft text-xs">This browser cannot play the file; save it to look at it elsewhere.</p>
      )}
    </>
  )
}

const FIRST_BYTES = 256 * 1024

function Words({ artifact, bytes }: CheckedFile) {
  const [shown, setShown] = useState(FIRST_BYTES)
  const text = useMemo(() => new TextDecoder().decode(bytes.subarray(0, shown), { stream: true }), [bytes, shown])
  return (
    <div className="mt-2">
      {/* biome-ignore lint/a11y/useSemanticElements: a section element would need a heading of its own */}
      <div
        role="region"
        aria-label={`Evidence ${artifact.path}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
        className="max-h-[24rem] overflow-auto rounded-sm border border-line bg-raised"
      >
        <pre className="whitespace-pre-wrap break-words px-3 py-2 text-2xs leading-[1.125rem]">
          <Inert text={text} />
        </pre>
      </div>
      {shown < bytes.length && (
        <p className="mt-1 flex items-center gap-2 text-soft text-xs">
          <span>
            The first {sizeWords(shown)} of {sizeWords(bytes.length)}.
          </span>
          <Button look="quiet" className="!h-6 !px-1.5 !text-xs" onClick={() => setShown(shown + 4 * FIRST_BYTES)}>
            Show more
          </Button>
        </p>
      )}
    </div>
  )
}
