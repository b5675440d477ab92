import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { MENU_PAGES } from '../../app/pages.ts'
import { useServices } from '../../app/services.tsx'
import { chooseTheme, THEME_WORDS, THEMES, type Theme, useTheme } from '../../app/theme.ts'
import { CheckIcon, MoreIcon } from '../../design/icons.tsx'
import { menuContent, menuItem } from '../../design/menu.ts'
import { dateTime } from '../../design/time-words.ts'
import { useIntake } from '../intake/use-intake.ts'
import { useSettingsDraft } from '../settings/use-settings-draft.ts'

/** Who is logged in, the pages that have no place in the bar, the intake, the theme, and the way out. */
export function OperatorMenu() {
  const { session, door, logOut, announce, mayDecide, show } = useServices()
  const { intake, resume } = useIntake()
  const isUnsaved = useSettingsDraft().isChanged
  const [failed, setFailed] = useState(false)
  const theme = useTheme()
  const leave = () => {
    setFailed(false)
    logOut().catch(() => {
      setFailed(true)
      announce('Not logged out: the service does not answer')
    })
  }
  return (
    <DropdownMenu.Root modal={false}>
      {failed && <span className="text-rejected text-xs max-[420px]:hidden">Not logged out: no answer</span>}
      <DropdownMenu.Trigger
        aria-label="Theme and session"
        title="Theme, settings and session"
        className="inline-flex size-7 items-center justify-center rounded-md text-faint hover:bg-hover hover:text-ink data-[state=open]:bg-hover"
      >
        <MoreIcon />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className={menuContent}>
          <DropdownMenu.Label className="px-2 pt-1.5 pb-2 text-soft text-xs">
            <span className="font-medium text-ink">{session.actor.sub}</span> · {session.actor.scopes.join(', ')}
            {session.expires_at !== null && (
              <span className="figures block">until {dateTime(Date.parse(session.expires_at))}</span>
            )}
          </DropdownMenu.Label>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          {MENU_PAGES.map(({ page, word, href }) => (
            <DropdownMenu.Item key={page} className={menuItem} asChild>
              <a href={href}>
                <span className="w-4" />
                {word}
                {page === 'settings' && isUnsaved && (
                  <span className="ml-auto pl-3 text-pending text-xs">not saved</span>
                )}
              </a>
            </DropdownMenu.Item>
          ))}
          {mayDecide && intake !== undefined && (
            <DropdownMenu.Item
              className={menuItem}
              // The menu gives the focus back to its button when it closes; what opens takes it after that.
              onSelect={() => (intake.paused ? resume.mutate() : setTimeout(() => show('pause-intake')))}
            >
              <span className="w-4" />
              {intake.paused ? 'Resume the intake' : 'Pause the intake…'}
            </DropdownMenu.Item>
          )}
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Label className="px-2 pt-1 pb-0.5 text-faint text-xs">Theme</DropdownMenu.Label>
          <DropdownMenu.RadioGroup value={theme} onValueChange={(value) => chooseTheme(value as Theme)}>
            {THEMES.map((name) => (
              <DropdownMenu.RadioItem key={name} value={name} className={menuItem}>
                <span className="w-4">
                  <DropdownMenu.ItemIndicator>
                    <CheckIcon />
                  </DropdownMenu.ItemIndicator>
                </span>
                {THEME_WORDS[name]}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          {door.kind === 'http' && (
            <>
              <DropdownMenu.Separator className="my-1 h-px bg-line" />
              <DropdownMenu.Item className={menuItem} onSelect={leave}>
                <span className="w-4" />
                Log out
              </DropdownMenu.Item>
            </>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
