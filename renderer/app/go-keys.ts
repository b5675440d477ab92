import { useEffect } from 'react'
import { isQuiet } from './keys.ts'
import { PAGES } from './pages.ts'

/** The second key comes within this time. Milliseconds. */
const PATIENCE = 1_200

/** `g` and then the letter of a page goes there. The second key is taken before the open page can see it: `g a` approves nothing. */
export function useGoKeys(go: (href: string) => void): void {
  useEffect(() => {
    let until = 0
    const onKey = (event: KeyboardEvent) => {
      const isSecond = performance.now() < until
      until = 0
      if (isQuiet(event)) return
      if (isSecond) {
        const page = PAGES.find(({ letter }) => letter === event.key)
        event.preventDefault()
        event.stopPropagation()
        if (page !== undefined) go(page.href)
        return
      }
      if (event.key === 'g') until = performance.now() + PATIENCE
    }
    document.addEventListener('keydown', onKey, { capture: true })
    return () => document.removeEventListener('keydown', onKey, { capture: true })
  }, [go])
}
