import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { menuText } from '../../../main/electron/menu-text.ts'
import { createTray } from '../../../main/electron/tray.ts'
import { trayIcons } from '../../../main/electron/tray-icon.ts'
import { type TrayFacts, trayMenu } from '../../../main/electron/tray-menu.ts'

type Menu = ReturnType<typeof trayMenu>

const FACTS: TrayFacts = {
  waiting: {
    count: 7,
    reachable: true,
    oldest: [
      { page: 'approval', id: 'ap-1', title: 'Publish the release' },
      { page: 'task', id: 't1', title: 'Tidy & sweep' },
    ],
  },
  intake: { paused: false, held: 0 },
}

function acting() {
  const done: unknown[] = []
  const actions = {
    show: (target: unknown) => done.push(['show', target]),
    setIntake: (paused: boolean) => done.push(['intake', paused]),
    copyAddress: () => done.push(['copy']),
    quit: () => done.push(['quit']),
  }
  const click = (menu: Menu, id: string): void => {
    menu.find((line) => line.id === id)?.click?.(undefined as never, undefined, undefined as never)
  }
  return { done, actions, click }
}
const labels = (menu: Menu) => menu.map(({ label }) => label ?? '---')

describe('the menu of the tray', () => {
  it('says how much waits, names the oldest, and has the five things that a tray is for', () => {
    expect(labels(trayMenu(FACTS, acting().actions))).toEqual([
      ...['7 wait for you', 'Call: Publish the release', 'Task: Tidy && sweep', 'and 5 more', '---'],
      ...['Pause the intake', 'Open the console', 'Copy the address', '---', 'Quit Countersign'],
    ])
  })

  it('leads to the very item, decides nothing, and does what its lines say', () => {
    const { done, actions, click } = acting()
    const menu = trayMenu(FACTS, actions)
    for (const id of ['inbox', 'approval:ap-1', 'task:t1', 'rest', 'intake', 'open', 'copy', 'quit']) click(menu, id)
    expect(done).toEqual([
      ...[
        ['show', { page: 'inbox' }],
        ['show', { page: 'approval', id: 'ap-1' }],
        ['show', { page: 'task', id: 't1' }],
      ],
      ...[['show', { page: 'inbox' }], ['intake', true], ['show', null], ['copy'], ['quit']],
    ])
  })

  it('offers to resume a paused intake, with what it holds', () => {
    const { done, actions, click } = acting()
    const menu = trayMenu({ ...FACTS, intake: { paused: true, held: 2 } }, actions)
    expect(labels(menu)).toContain('Resume the intake (2 held)')
    click(menu, 'intake')
    expect(done).toEqual([['intake', false]])
  })

  it('offers no switch whose position nobody knows', () => {
    const menu = trayMenu({ ...FACTS, intake: null }, acting().actions)
    expect(menu.filter(({ enabled }) => enabled === false).map(({ id }) => id)).toEqual(['intake'])
  })

  it('says that it does not know instead of saying nothing waits', () => {
    const menu = trayMenu({ ...FACTS, waiting: { count: 0, reachable: false, oldest: [] } }, acting().actions)
    expect(labels(menu)[0]).toBe('What waits for you is not known')
  })
})

describe("somebody else's words in a menu", () => {
  it.each([
    ['become one line', 'a\nb\r\n\u2028c\td', 'a b c d'],
    ['cannot turn the direction round', 'safe\u202Efdp.exe', 'safefdp.exe'],
    ['cannot hide letters', 'a\u200b\u2060b\u00adc', 'abc'],
    ['have no ignorable or blank letters', 'a\u3164\u115f\ufe0f\u{e0041}\u2800b\ue000', 'ab'],
    ['do not heap marks', `a${'\u0301'.repeat(40)}`, `a${'\u0301'.repeat(4)}`],
    ['set no key of the menu', 'R&D && more', 'R&&D &&&& more'],
    [
      'show no secret that somebody wrote into them',
      'Use token=hunter2 and 1234567890:AAbbccddeeffgghhiijjkkllmmnnooppqq',
      'Use token=[hidden] and [hidden]',
    ],
    ['are cut without halving a letter', '😀'.repeat(100), `${'😀'.repeat(59)}…`],
  ])('%s', (_what, words, shown) => {
    expect(menuText(words)).toBe(shown)
  })
})

describe('the icon in the tray', () => {
  function tray(platform: NodeJS.Platform) {
    const told: unknown[] = []
    class Icon extends EventEmitter {
      setToolTip = (text: string): void => void told.push(['tooltip', text])
      setImage = (image: unknown): void => void told.push(['image', image])
      setTitle = (text: string): void => void told.push(['title', text])
      setContextMenu = (menu: unknown): void => void told.push(['menu', menu])
      destroy = (): void => void told.push(['destroyed'])
      constructor(image: unknown) {
        super()
        told.push(['made', image])
        made.push(this)
      }
    }
    const made: Icon[] = []
    const { done, actions } = acting()
    const icons = { idle: 'idle', waiting: 'waiting', unreachable: 'unreachable' } as never
    const console = createTray({
      ...{ Tray: Icon as never, icons, platform, facts: FACTS, actions },
      buildMenu: (template) => template.length as never,
    })
    return { console, told, done, icon: made[0] as Icon }
  }

  it('carries the count in its words', () => {
    expect(tray('linux').told).toEqual([
      ['made', 'waiting'],
      ['tooltip', 'Countersign: 7 wait for you'],
      ['menu', 10],
    ])
  })

  it('has the count beside it on macOS', () => {
    expect(tray('darwin').told).toContainEqual(['title', '7'])
  })

  it('has another drawing when nothing waits, and another one when nobody knows', () => {
    const { console, told } = tray('linux')
    const images = () => told.filter((each) => (each as string[])[0] === 'image')
    console.update({ ...FACTS, waiting: { count: 0, reachable: true, oldest: [] } })
    console.update({ ...FACTS, waiting: { count: 0, reachable: false, oldest: [] } })
    console.update({ ...FACTS, waiting: { count: 3, reachable: false, oldest: [] } })
    expect(images()).toEqual([
      ['image', 'idle'],
      ['image', 'unreachable'],
    ])
  })

  it('is drawn out of the folder of icons, as a template on macOS, and one that is missing is named', () => {
    const asked: string[] = []
    const createFromPath = (path: string) => {
      asked.push(path)
      return { isEmpty: () => path.includes('unreachable') } as never
    }
    expect(() => trayIcons({ createFromPath }, 'darwin', 'icons')).toThrow(
      /tray-unreachableTemplate\.png: build the app anew/,
    )
    expect(asked[0]).toMatch(/^icons.tray-idleTemplate\.png$/)
  })

  it('is left alone while everything looks the same', () => {
    const { console, told } = tray('linux')
    const before = told.length
    console.update(structuredClone(FACTS))
    expect(told).toHaveLength(before)
    console.update({ ...FACTS, intake: { paused: true, held: 0 } })
    expect(told[before]).toEqual(['tooltip', 'Countersign: 7 wait for you; the intake is paused'])
  })

  it('opens the console with a click, but on macOS, where a click opens the menu', () => {
    const linux = tray('linux')
    linux.icon.emit('click')
    expect(linux.done).toEqual([['show', null]])
    expect(tray('darwin').icon.listenerCount('click')).toBe(0)
  })
})
