import { useEffect, useRef } from 'react'
import { useServices } from './services.tsx'
import type { Verb } from './verbs.ts'

/** Offers these verbs while the component is shown. */
export function useVerbs(verbs: readonly Verb[]): void {
  const { verbs: open } = useServices()
  const latest = useRef(verbs)
  useEffect(() => {
    latest.current = verbs
  })
  useEffect(() => open.offer(() => latest.current), [open])
}
