import { SETTINGS_SECTIONS } from '../../app/governance-route.ts'
import { PAGES } from '../../app/pages.ts'
import { formatRoute, parseRoute } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { chooseTheme, THEME_WORDS, THEMES, useTheme } from '../../app/theme.ts'
import { asFailure } from '../../client/failure.ts'
import { useIntake } from '../intake/use-intake.ts'
import { SECTION_WORDS } from '../settings/section-words.ts'
import { addressOf } from './address-of.ts'
import type { Command } from './command.ts'
import { OPEN_GROUP } from './groups.ts'

const NOTHING = { also: '', keys: [], whyNot: null } as const
const ZOOMS = [
  { step: 'in', title: 'Zoom in', keys: ['Ctrl', '+'] },
  { step: 'out', title: 'Zoom out', keys: ['Ctrl', '-'] },
  { step: 'reset', title: 'Zoom: actual size', keys: ['Ctrl', '0'] },
] as const

/** Everything that the palette can do here and now, besides what it finds. */
export function useCommands(go: (href: string) => void): readonly Command[] {
  return [...placeCommands(go), ...useOpenCommands(), ...useConsoleCommands(), ...useViewCommands()]
}

function useOpenCommands(): Command[] {
  const { verbs, door, tell } = useServices()
  const offered = verbs.all().map((verb) => ({ ...NOTHING, ...verb, group: OPEN_GROUP }))
  const address = addressOf(parseRoute(location.hash), door.kind, location.href)
  if (address === null) return offered
  const copy = () =>
    navigator.clipboard.writeText(address).then(
      () => tell('good', `Copied: ${address}`),
      () => tell('warn', 'The address could not be copied: the clipboard was refused.'),
    )
  return [
    ...offered,
    { ...NOTHING, id: 'copy-address', group: 'Console', title: 'Copy the address', also: 'link url', run: copy },
  ]
}

function placeCommands(go: (href: string) => void): Command[] {
  const pages = PAGES.map(({ page, word, href, letter, also }) => ({
    ...NOTHING,
    ...{ id: `go:${page}`, group: 'Go to', title: word, also: `${also} go to`, keys: ['g', letter] },
    run: () => go(href),
  }))
  const sections = SETTINGS_SECTIONS.map((section) => ({
    ...NOTHING,
    ...{ id: `settings:${section}`, group: 'Settings', title: `Settings: ${SECTION_WORDS[section]}` },
    run: () => go(formatRoute({ page: 'settings', section })),
  }))
  return [...pages, ...sections]
}

function useConsoleCommands(): Command[] {
  const { show, mayDecide, door, logOut, tell } = useServices()
  const { intake, resume } = useIntake()
  const whyNot = mayDecide ? null : 'This session may only read.'
  const pause: Command =
    intake?.paused === true
      ? {
          ...{
            ...NOTHING,
            id: 'intake',
            group: 'Console',
            title: 'Resume the intake',
            also: 'unpause sources',
            whyNot,
          },
          run: () => resume.mutate(),
        }
      : {
          ...{ ...NOTHING, id: 'intake', group: 'Console', title: 'Pause the intake…', also: 'stop sources', whyNot },
          run: () => show('pause-intake'),
        }
  const leave = () => void logOut().catch(() => tell('warn', 'Not logged out: the service does not answer.'))
  return [
    pause,
    { ...NOTHING, id: 'keys', group: 'Console', title: 'Show the keys', keys: ['?'], run: () => show('keys') },
    ...(door.kind === 'http'
      ? [{ ...NOTHING, id: 'log-out', group: 'Console', title: 'Log out', also: 'leave session', run: leave }]
      : []),
  ]
}

function useViewCommands(): Command[] {
  const { api, tell } = useServices()
  const { desktop } = api
  const theme = useTheme()
  const themes = THEMES.map((name) => ({
    ...{ ...NOTHING, id: `theme:${name}`, group: 'View', title: `Theme: ${THEME_WORDS[name].toLowerCase()}` },
    ...{ also: 'colours mode', whyNot: name === theme ? 'It is on.' : null },
    run: () => chooseTheme(name),
  }))
  if (desktop === null) return themes
  const zooms = ZOOMS.map(({ step, title, keys }) => ({
    ...{ ...NOTHING, id: `zoom:${step}`, group: 'View', title, also: 'bigger smaller size', keys },
    run: () => desktop.zoom(step).catch((error: unknown) => tell('warn', `Not zoomed: ${asFailure(error).title}.`)),
  }))
  return [...themes, ...zooms]
}
