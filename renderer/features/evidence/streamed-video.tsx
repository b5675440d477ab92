import { useState } from 'react'
import { useServices } from '../../app/services.tsx'
import { type ArtifactAddress, artifactPath } from '../../client/api.ts'
import { sizeWords } from '../../design/size-words.ts'
import { MOST_IN_PAGE } from './artifact-file.ts'
import { PackageFolder } from './package-folder.tsx'

/**
 * A recording that is too large to be held in the page: in a browser the service hands it over piece by piece as it is played, checked by
 * the service alone; the window of the desktop has no such way, and leads to the folder.
 */
export function StreamedVideo({ address }: { address: ArtifactAddress }) {
  const { door } = useServices()
  const [isRefused, setRefused] = useState(false)
  const { artifact } = address
  if (door.kind === 'desktop')
    return (
      <div className="mt-2 flex flex-wrap items-center gap-x-3 text-soft text-xs">
        <p>
          It has {sizeWords(artifact.bytes)}; this window plays up to {sizeWords(MOST_IN_PAGE)}. Play it from its
          folder.
        </p>
        <PackageFolder address={address} />
      </div>
    )
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a recording of a screen has no words to caption */}
      <video
        src={artifactPath(address)}
        controls
        preload="metadata"
        aria-label={`Evidence ${artifact.path}`}
        className="mt-2 max-h-[24rem] max-w-full rounded-sm border border-line"
        onError={() => setRefused(true)}
      />
      <p className="mt-1 text-soft text-xs">
        {isRefused
          ? 'It could not be played: this browser does not know the format, or the file is not what was recorded. Save it to look at it elsewhere.'
          : 'Hashed by the service before it is played; too large to be hashed here once more.'}
      </p>
    </>
  )
}
