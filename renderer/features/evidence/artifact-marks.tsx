import type { Artifact } from '../../../contract/evidence.ts'
import { SlashIcon, VoiceIcon } from '../../design/icons.tsx'
import { inertString } from '../../design/inert-text.ts'

const BADGE =
  'inline-flex shrink-0 items-center gap-1 whitespace-nowrap rounded-[3px] border border-warn-line bg-warn-ground px-1 font-medium text-2xs text-pending leading-[15px]'

/** What must be known of a file besides its hash, which proves only that it is still what was recorded. */
export function ArtifactMarks({ artifact }: { artifact: Artifact }) {
  return (
    <>
      {artifact.trust === 'reported' && (
        <span
          className={BADGE}
          title={inertString(`Somebody else's word (${artifact.source}): nobody here has checked it.`)}
        >
          <VoiceIcon className="size-3" />
          reported
        </span>
      )}
      {artifact.partial === true && (
        <span className={BADGE} title="Cut short by a failure: it is what there was of it.">
          <SlashIcon className="size-3" />
          partial
        </span>
      )}
    </>
  )
}

/** The way to the file that this one was made from: in sight when it is on this page, otherwise its hash alone. */
export function ParentLink({ sha256 }: { sha256: string }) {
  const find = () => document.querySelector<HTMLElement>(`[data-artifact="${sha256}"]`)
  const go = () => {
    const place = find()
    place?.scrollIntoView({ block: 'center' })
    place?.focus({ preventScroll: true })
  }
  return (
    <span className="text-xs">
      <span className="text-faint">made from </span>
      <button
        type="button"
        onClick={go}
        title={sha256}
        aria-label={`Made from ${sha256.slice(0, 12)}: go to it`}
        className="rounded-sm font-mono text-accent underline underline-offset-2"
      >
        {sha256.slice(0, 12)}…
      </button>
    </span>
  )
}
