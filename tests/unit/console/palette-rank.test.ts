import { expect, test } from 'vitest'
import type { Command } from '../../../renderer/features/palette/command.ts'
import { groupsOf, OPEN_GROUP } from '../../../renderer/features/palette/groups.ts'
import { ranked, rankOf } from '../../../renderer/features/palette/rank.ts'

const one = (title: string, also = '') => ({ title, also })
const titles = (typed: string, ...all: { title: string; also: string }[]) =>
  ranked(typed, all, () => 0).map(({ title }) => title)

test('the beginning of a word goes before a part of one, and that before letters here and there', () => {
  expect(titles('set', one('Xcode stream extents'), one('Resettle'), one('Theme settings'), one('Settings'))).toEqual([
    'Settings',
    'Theme settings',
    'Resettle',
    'Xcode stream extents',
  ])
})

test('every word must fit, in whatever order', () => {
  expect(titles('not set', one('Settings: Notifications'), one('Settings'), one('Not now'))).toEqual([
    'Settings: Notifications',
  ])
})

test('first letters are enough, letters out of order are not', () => {
  expect(rankOf('wfy', one('Waiting for you'))).not.toBeNull()
  expect(rankOf('yfw', one('Waiting for you'))).toBeNull()
  expect(rankOf('aiti', one('Waiting for you'))).not.toBeNull()
})

test('other words find it too, but its own name goes first', () => {
  expect(titles('inbox', one('Waiting for you', 'inbox'), one('Inbox of others'))).toEqual([
    'Inbox of others',
    'Waiting for you',
  ])
})

test('small letters and capitals are the same, and nothing typed fits everything in its order', () => {
  expect(titles('TASKS', one('Tasks'))).toEqual(['Tasks'])
  expect(titles('  ', one('Later'), one('Earlier'))).toHaveLength(2)
})

const command = (id: string, group: string, title = id): Command => ({
  ...{ id, group, title, also: '', keys: [], whyNot: null },
  run: () => undefined,
})

test('with nothing typed, what can be done with what is open is first, then what was used lately', () => {
  const commands = [command('go:tasks', 'Go to'), command('theme', 'View'), command('approve', OPEN_GROUP)]
  const groups = groupsOf('', commands, ['theme', 'gone'], [])
  expect(groups.map(({ name, commands }) => [name, commands.map(({ id }) => id)])).toEqual([
    [OPEN_GROUP, ['approve']],
    ['Recent', ['theme']],
    ['Go to', ['go:tasks']],
  ])
})

test('with something typed, commands go before what was found, and empty groups are not there', () => {
  const found = [
    { name: 'Tasks', commands: [command('task:1', '')] },
    { name: 'Approvals', commands: [] },
  ]
  const groups = groupsOf('theme', [command('theme', 'View'), command('go', 'Go to')], [], found)
  expect(groups.map(({ name }) => name)).toEqual(['Commands', 'Tasks'])
  expect(groupsOf('zzz', [command('theme', 'View')], [], [])).toEqual([])
})

test('of two that fit alike, the one used lately is first', () => {
  const commands = [command('one', 'View', 'Theme: dark'), command('two', 'View', 'Theme: lime')]
  expect(groupsOf('theme', commands, ['two'], [])[0]?.commands.map(({ id }) => id)).toEqual(['two', 'one'])
})
