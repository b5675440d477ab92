import { Step } from './step.tsx'
import type { Airlock } from './use-airlock.ts'
import { VideoCard } from './video-card.tsx'

/** The videos as they stand, who sees them, and the ways to change that or to take them back: each needs an approval of its own. */
export function ShowStep({ airlock }: { airlock: Airlock }) {
  const { state, steps } = airlock
  const { videos } = state
  return (
    <Step name="show" state={steps.show}>
      {videos.length === 0 ? (
        <p className="text-soft">The link stands here once it is uploaded and was read back from YouTube.</p>
      ) : (
        <>
          {videos.length > 1 && <p>Uploads of this file left {videos.length} videos; the newest stands first.</p>}
          <div className="flex flex-col gap-7">
            {videos.map((video) => (
              <VideoCard key={video.upload.call_id} airlock={airlock} video={video} />
            ))}
          </div>
          <p className="text-soft text-xs">Every change waits for an approval of exactly that change.</p>
        </>
      )}
    </Step>
  )
}
