import { useEffect, useRef } from 'react'

/** Key as KeyboardEvent.key → what it does. `false` leaves the key to the browser. */
export type KeyMap = Readonly<Record<string, () => boolean>>

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.matches('input:not([type=checkbox]), textarea, select')
}

/** Whether single keys mean nothing now: while typing, while a dialog or a menu is open, and with Ctrl, Alt or Meta held. */
export function isQuiet(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return true
  return document.querySelector('dialog[open], [role=menu], [role=dialog]') !== null
}

/** Keys of the whole page: silent while typing, while a dialog or a menu is open, and with Ctrl, Alt or Meta held. */
export function useKeys(keys: KeyMap): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isQuiet(event) && latest.current[event.key]?.() === true) event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
