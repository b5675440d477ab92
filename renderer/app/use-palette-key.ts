import { useEffect } from 'react'

/** Ctrl+K or Cmd+K, while typing too; not above another dialog, which asks something first. */
export function usePaletteKey(onKey: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || event.altKey || event.shiftKey) return
      if (event.ctrlKey === event.metaKey) return
      event.preventDefault()
      if (document.querySelector('dialog[open]:not([data-palette])') === null) onKey()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [onKey])
}
