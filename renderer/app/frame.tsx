import { useCallback } from 'react'
import { IntakeBanner } from '../features/intake/intake-banner.tsx'
import { PauseIntakeDialog } from '../features/intake/pause-intake-dialog.tsx'
import { Palette } from '../features/palette/palette.tsx'
import { RecoveredNotice } from '../features/system/recovered-notice.tsx'
import { StaleBanner } from '../features/system/stale-banner.tsx'
import { StatusBar } from '../features/system/status-bar.tsx'
import { useGoKeys } from './go-keys.ts'
import { useKeys } from './keys.ts'
import { KeysDialog } from './keys-dialog.tsx'
import { type ToldNotice, ToldNoticeBar } from './notices.tsx'
import { Page } from './page.tsx'
import { navigateTo, type Route } from './route.ts'
import { type ConsoleDialog, useServices } from './services.tsx'
import { TopBar } from './top-bar.tsx'
import { useDesktopTargets } from './use-desktop-targets.ts'
import { usePaletteKey } from './use-palette-key.ts'
import { useWindowTitle } from './use-window-title.ts'

interface FrameProps {
  route: Route
  /** What is open above the page, or null. */
  dialog: ConsoleDialog | null
  onDialog: (dialog: ConsoleDialog | null) => void
  notice: ToldNotice | null
  onNoticeClosed: () => void
}

/** Everything around the page: the bars, the banners, and what opens above it. */
export function Frame({ route, dialog, onDialog, notice, onNoticeClosed }: FrameProps) {
  const { door, show, tell } = useServices()
  const close = () => onDialog(null)
  useKeys({
    '?': () => {
      show('keys')
      return true
    },
  })
  useGoKeys(navigateTo)
  usePaletteKey(useCallback(() => onDialog(dialog === 'palette' ? null : 'palette'), [dialog, onDialog]))
  useDesktopTargets(
    door,
    useCallback(() => tell('warn', 'The link names nothing that can be opened here.'), [tell]),
  )
  useWindowTitle(route.page)
  return (
    <>
      <div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[auto_auto_minmax(0,1fr)_auto]">
        <TopBar route={route} />
        <div>
          <StaleBanner />
          <IntakeBanner />
          <RecoveredNotice />
          {notice !== null && <ToldNoticeBar notice={notice} onClose={onNoticeClosed} />}
        </div>
        <Page route={route} />
        <StatusBar />
      </div>
      {dialog === 'keys' && <KeysDialog onClose={close} />}
      {dialog === 'pause-intake' && <PauseIntakeDialog onClose={close} />}
      {dialog === 'palette' && <Palette onClose={close} />}
    </>
  )
}
