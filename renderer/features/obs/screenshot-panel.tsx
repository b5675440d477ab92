import { Button } from '../../design/button.tsx'
import { ArtifactRow } from '../evidence/artifact-row.tsx'
import { Section } from '../tasks/section.tsx'
import { useArtifacts } from '../tools/use-artifacts.ts'
import type { Obs } from './use-obs.ts'

const TOOL = 'obs.screenshot'

/** A picture of what OBS shows, kept as evidence; the newest of the task is shown. */
export function ScreenshotPanel({ obs, taskId }: { obs: Obs; taskId: string }) {
  const newest = useArtifacts(taskId).find(({ artifact }) => artifact.source === 'obs:screenshot')
  return (
    <Section title="Picture" aside={null}>
      <div className="flex flex-col gap-3">
        <Button
          look="plain"
          className="self-start"
          disabled={obs.isStill || obs.isBusy || !obs.has(TOOL)}
          onClick={() => obs.tell(TOOL, {})}
        >
          Take a picture of the scene
        </Button>
        {newest !== undefined && (
          <ul aria-label="Newest picture" className="rounded-md border border-line bg-raised">
            <ArtifactRow key={newest.artifact.sha256} address={newest} publishing={null} isBroken={false} />
          </ul>
        )}
      </div>
    </Section>
  )
}
