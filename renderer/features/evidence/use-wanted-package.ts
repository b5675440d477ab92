import { type RefObject, useEffect } from 'react'
import { parseRoute, useHash } from '../../app/route.ts'

/** Goes to the package that the address names, once it is there. */
export function useWantedPackage(within: RefObject<HTMLElement | null>, isThere: boolean): void {
  const route = parseRoute(useHash())
  const wanted = route.page === 'tasks' ? (route.evidence ?? null) : null
  useEffect(() => {
    if (wanted === null || !isThere) return
    const place = within.current?.querySelector<HTMLElement>(`[data-package="${CSS.escape(wanted)}"]`)
    place?.scrollIntoView({ block: 'start' })
    place?.focus({ preventScroll: true })
  }, [wanted, isThere, within])
}
