import { useServices } from '../../app/services.tsx'
import { Button } from '../../design/button.tsx'
import { ScrollPage } from '../policy/scroll-page.tsx'
import { Section } from '../tasks/section.tsx'
import { ShortcutList } from './shortcut-list.tsx'
import { SHORTCUTS } from './shortcut-table.ts'

/** Every key of the console. */
export function ShortcutsPage() {
  const { show } = useServices()
  return (
    <ScrollPage
      title="Keyboard shortcuts"
      lead="Everything can be done without a mouse. Single keys are silent while you type; approve, reject and deny always ask first."
    >
      <div className="max-w-[64rem] gap-x-12 @3xl:columns-2">
        {SHORTCUTS.map(({ name, shortcuts }) => (
          <div key={name} className="break-inside-avoid pb-8">
            <Section title={name} aside={null}>
              <ShortcutList name={name} shortcuts={shortcuts} />
            </Section>
          </div>
        ))}
      </div>
      <p>
        <Button look="plain" onClick={() => show('palette')}>
          Open the commands
        </Button>
      </p>
    </ScrollPage>
  )
}
