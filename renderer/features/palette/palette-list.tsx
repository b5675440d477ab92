import { useEffect, useRef } from 'react'
import { Key } from '../../design/button.tsx'
import type { Command, CommandGroup } from './command.ts'

interface PaletteListProps {
  id: string
  groups: readonly CommandGroup[]
  /** What Enter would do. */
  active: Command | undefined
  optionId: (command: Command) => string
  onChoose: (command: Command) => void
  onPoint: (command: Command) => void
}

export function PaletteList({ id, groups, active, optionId, onChoose, onPoint }: PaletteListProps) {
  const listRef = useRef<HTMLDivElement>(null)
  const activeId = active === undefined ? null : optionId(active)
  useEffect(() => {
    if (activeId !== null) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' })
  }, [activeId])
  return (
    <div
      ref={listRef}
      id={id}
      role="listbox"
      aria-label="Commands"
      className="max-h-[min(24rem,55dvh)] overflow-y-auto p-1.5 empty:hidden"
    >
      {groups.map(({ name, commands }) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a list of options
        <div key={name} role="group" aria-label={name} className="not-first:mt-1.5">
          <p aria-hidden="true" className="px-2.5 pt-1 pb-0.5 text-faint text-xs">
            {name}
          </p>
          {commands.map((command) => (
            <Option
              key={command.id}
              id={optionId(command)}
              command={command}
              isActive={command === active}
              onChoose={onChoose}
              onPoint={onPoint}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

interface OptionProps {
  id: string
  command: Command
  isActive: boolean
  onChoose: (command: Command) => void
  onPoint: (command: Command) => void
}

/** Found things say their id and state; commands say their keys, or why they cannot be. */
function Option({ id, command, isActive, onChoose, onPoint }: OptionProps) {
  const { title, also, keys, whyNot, group } = command
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active one
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      aria-disabled={whyNot !== null}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onMouseMove={() => {
        if (!isActive) onPoint(command)
      }}
      onClick={() => onChoose(command)}
      className="flex min-h-8 items-center gap-3 rounded-md px-2.5 py-1 aria-selected:bg-selected"
    >
      <span className="flex min-w-0 flex-1 gap-x-3 max-wide:flex-col wide:items-baseline">
        <span className={`min-w-0 wide:flex-1 truncate ${whyNot === null ? '' : 'text-faint'}`}>{title}</span>
        {group === '' && <span className="figures truncate text-soft text-xs wide:max-w-[45%]">{also}</span>}
      </span>
      {whyNot !== null ? (
        <span className="max-w-[55%] truncate text-soft text-xs">{whyNot}</span>
      ) : (
        keys.length > 0 && (
          <span aria-hidden="true" className="flex gap-1 text-soft">
            {keys.map((key) => (
              <Key key={key}>{key}</Key>
            ))}
          </span>
        )
      )}
    </div>
  )
}
