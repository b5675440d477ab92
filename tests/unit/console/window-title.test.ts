import { expect, test } from 'vitest'
import { entryOf, PAGES, pageWord } from '../../../renderer/app/pages.ts'
import { parseRoute } from '../../../renderer/app/route.ts'
import { routeOfTarget } from '../../../renderer/app/target-route.ts'
import { windowTitle } from '../../../renderer/app/window-title.ts'
import { addressOf } from '../../../renderer/features/palette/address-of.ts'

test('the title counts what waits, names the page, and says when it is not known', () => {
  expect(windowTitle('3', pageWord('inbox'))).toBe('(3) Waiting for you · Countersign')
  expect(windowTitle('?', pageWord('tasks'))).toBe('(?) Tasks · Countersign')
  expect(windowTitle(null, pageWord('correlation'))).toBe('Audit · Countersign')
})

test('every page has a letter of its own, and its address leads to it', () => {
  expect(new Set(PAGES.map(({ letter }) => letter)).size).toBe(PAGES.length)
  for (const { page, href } of PAGES) expect(parseRoute(href).page).toBe(page)
})

test('a link leads to its task, approval, inbox, sources or settings', () => {
  expect(routeOfTarget({ page: 'task', id: 'gh-1' })).toMatchObject({ page: 'tasks', taskId: 'gh-1' })
  expect(routeOfTarget({ page: 'approval', id: 'ap-0123456789abcdef' })).toMatchObject({ open: 'ap-0123456789abcdef' })
  expect(routeOfTarget({ page: 'inbox' })).toEqual({ page: 'inbox', open: null })
  expect(routeOfTarget({ page: 'sources' })).toEqual({ page: 'settings', section: 'sources' })
})

test.each([
  { page: 'task', id: '../../etc' },
  { page: 'task', id: '' },
  { page: 'approval', id: 'ap-1' },
  { page: 'approval', id: 'ap-0123456789abcdef?approve=1' },
] as const)('a link that names what can be no id leads nowhere: $page $id', (target) => {
  expect(routeOfTarget(target)).toBeNull()
})

test('the address of a task is that of the page in a browser, and a link of the app on the desktop', () => {
  const task = parseRoute('#/tasks/gh-1')
  expect(addressOf(task, 'http', 'http://127.0.0.1:8787/#/tasks/gh-1')).toBe('http://127.0.0.1:8787/#/tasks/gh-1')
  expect(addressOf(task, 'desktop', 'countersign://console/#/tasks/gh-1')).toBe('countersign://task/gh-1')
  expect(addressOf(parseRoute('#/inbox/task/gh-1'), 'desktop', '')).toBe('countersign://task/gh-1')
  expect(addressOf(parseRoute('#/policy'), 'desktop', 'countersign://console/')).toBeNull()
})

test('a page that hangs below another keeps its own name and marks the entry that it belongs to', () => {
  expect([pageWord('obs'), pageWord('airlock'), pageWord('settings')]).toEqual(['OBS panel', 'Tools', 'Settings'])
  expect(entryOf('obs')).toBe('tools')
  expect(entryOf('policy')).toBe('policy')
})
