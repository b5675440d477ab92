import { useEffect } from 'react'
import type { Door } from '../client/door.ts'
import { navigate } from './route.ts'
import { routeOfTarget } from './target-route.ts'

/** Goes where the desktop asks to go; `refused` hears of what cannot be a place. */
export function useDesktopTargets(door: Door, refused: () => void): void {
  useEffect(
    () =>
      door.desktop?.onTarget((target) => {
        const route = routeOfTarget(target)
        if (route === null) refused()
        else navigate(route, 'push')
      }),
    [door, refused],
  )
}
