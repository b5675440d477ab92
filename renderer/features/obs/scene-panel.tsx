import { CheckIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { Section } from '../tasks/section.tsx'
import { AsOf } from './recording-panel.tsx'
import type { Obs } from './use-obs.ts'

/** The scenes as OBS lists them; a press shows another one. */
export function ScenePanel({ obs }: { obs: Obs }) {
  const heard = obs.state.scenes
  const cannot = obs.isStill || obs.isBusy || !obs.has('obs.scene.switch')
  const was = heard !== null && obs.isPast(heard)
  return (
    <Section title="Scenes" aside={heard === null ? null : <AsOf at={heard.at} />}>
      {heard === null ? (
        <p className="text-soft">{obs.notAsked}</p>
      ) : heard.said.scenes.length === 0 ? (
        <p className="text-soft">OBS has no scenes.</p>
      ) : (
        <ul aria-label="Scenes" className="overflow-hidden rounded-md border border-line">
          {heard.said.scenes.map(({ name, sources }) => {
            const isShown = name === heard.said.current
            return (
              <li key={name} className="border-line border-b last:border-b-0">
                <button
                  type="button"
                  aria-pressed={isShown}
                  disabled={cannot || (isShown && !was)}
                  onClick={() => obs.tell('obs.scene.switch', { scene: name })}
                  className="flex w-full items-center gap-2 bg-raised px-3 py-1.5 text-left outline-offset-[-2px] enabled:hover:bg-hover aria-pressed:bg-selected"
                >
                  <span className="w-4">
                    {isShown && <CheckIcon className={was ? 'text-faint' : 'text-approved'} />}
                  </span>
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-medium">
                      <Inert text={name} />
                    </span>
                    {sources.length > 0 && (
                      <span className="block truncate text-soft text-xs">
                        <Inert text={sources.join(', ')} />
                      </span>
                    )}
                  </span>
                  {isShown && (
                    <span className={`shrink-0 text-xs ${was ? 'text-faint' : 'text-approved'}`}>
                      {was ? 'shown then' : 'shown now'}
                    </span>
                  )}
                </button>
              </li>
            )
          })}
        </ul>
      )}
    </Section>
  )
}
