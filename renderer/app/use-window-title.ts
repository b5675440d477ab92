import { useEffect } from 'react'
import { useInboxCount } from '../features/inbox/use-inbox-count.ts'
import { pageWord } from './pages.ts'
import type { Route } from './route.ts'
import { useServices } from './services.tsx'
import { windowTitle } from './window-title.ts'

/**
 * Title of the window and number at the app's icon, both from the inbox count. Where it is not known what waits, the number stays: it
 * has no sign for that, and 0 would say that nothing waits.
 */
export function useWindowTitle(page: Route['page']): void {
  const { api } = useServices()
  const { mark, known } = useInboxCount()
  useEffect(() => {
    document.title = windowTitle(mark, pageWord(page))
    return () => {
      document.title = 'Countersign'
    }
  }, [mark, page])
  useEffect(() => {
    if (known === null || api.desktop === null) return
    // Many systems have no such number; the title and the page say the same.
    api.desktop.setBadge(known).catch(() => undefined)
  }, [api, known])
}
