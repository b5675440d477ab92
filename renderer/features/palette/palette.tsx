import { useEffect, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { navigateTo } from '../../app/route.ts'
import { Key } from '../../design/button.tsx'
import { SearchIcon } from '../../design/icons.tsx'
import type { Command } from './command.ts'
import { groupsOf } from './groups.ts'
import { PaletteList } from './palette-list.tsx'
import { recentCommands, rememberCommand } from './recent.ts'
import { useCommands } from './use-commands.ts'
import { useFound } from './use-found.ts'

const LONGEST = 200
const PAGE = 8

/**
 * Everything by keyboard: a field whose list stays under it (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). The focus stays in the
 * field; when it closes, it goes back to where it was, before the chosen command runs.
 */
export function Palette({ onClose }: { onClose: () => void }) {
  const dialogRef = useRef<HTMLDialogElement>(null)
  const listId = useId()
  const [typed, setTyped] = useState('')
  const [place, setPlace] = useState(0)
  const [recent] = useState(recentCommands)
  const commands = useCommands(navigateTo)
  const found = useFound(typed, navigateTo)
  const groups = groupsOf(typed, commands, recent, found.groups)
  const rows = groups.flatMap((group) => group.commands)
  const active = rows[Math.min(place, rows.length - 1)]
  const optionId = (command: Command) => `${listId}-${command.id}`

  useEffect(() => {
    const dialog = dialogRef.current
    if (dialog === null) return
    const before = document.activeElement
    dialog.showModal()
    dialog.querySelector('input')?.focus()
    return () => {
      dialog.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])

  const choose = (command: Command) => {
    if (command.whyNot !== null) return
    if (!/^(task|approval):/.test(command.id)) rememberCommand(command.id)
    flushSync(onClose)
    command.run()
  }
  const move = (to: number) => setPlace(rows.length === 0 ? 0 : (to + rows.length) % rows.length)
  const at = active === undefined ? 0 : rows.indexOf(active)
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => move(at + 1),
    ArrowUp: () => move(at - 1),
    PageDown: () => setPlace(Math.max(0, Math.min(rows.length - 1, at + PAGE))),
    PageUp: () => setPlace(Math.max(0, at - PAGE)),
    Enter: () => active !== undefined && choose(active),
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it too, which the browser tells by onCancel
    <dialog
      ref={dialogRef}
      data-palette
      aria-label="Commands"
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === dialogRef.current) onClose()
      }}
      className="mx-auto mt-[max(3.5rem,12dvh)] mb-auto w-[min(38rem,calc(100vw-1.5rem))] overflow-hidden rounded-lg border border-line-strong bg-surface p-0 text-ink shadow-[0_16px_48px_var(--shadow)]"
    >
      <div className="flex items-center gap-2.5 border-line border-b px-4">
        <SearchIcon className="text-faint" />
        <input
          type="text"
          role="combobox"
          aria-label="Command, task or approval"
          aria-expanded={rows.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={active === undefined ? undefined : optionId(active)}
          placeholder="Command, task or approval"
          autoComplete="off"
          spellCheck={false}
          maxLength={LONGEST}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            setPlace(0)
          }}
          onKeyDown={(event) => {
            const does = event.nativeEvent.isComposing ? undefined : keys[event.key]
            if (does === undefined) return
            event.preventDefault()
            does()
          }}
          className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none"
        />
        <span className="text-faint max-wide:hidden">
          <Key>Esc</Key>
        </span>
      </div>
      <PaletteList
        id={listId}
        groups={groups}
        active={active}
        optionId={optionId}
        onChoose={choose}
        onPoint={(command) => setPlace(rows.indexOf(command))}
      />
      <PaletteState typed={typed} rows={rows.length} found={found} />
    </dialog>
  )
}

function PaletteState(props: { typed: string; rows: number; found: ReturnType<typeof useFound> }) {
  const { isSearching, failure } = props.found
  const words =
    failure !== null
      ? `Tasks and approvals could not be searched: ${failure.title}.`
      : isSearching
        ? 'Searching the tasks…'
        : props.rows === 0
          ? 'Nothing fits. Fewer or other words may.'
          : null
  return (
    <p
      role="status"
      className={`border-line px-4 text-xs ${words === null ? '' : 'border-t py-2'} ${failure === null ? 'text-soft' : 'text-rejected'}`}
    >
      {words}
    </p>
  )
}
