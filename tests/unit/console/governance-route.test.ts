import { expect, test } from 'vitest'
import { formatRoute, NO_FILTER, parseRoute, type Route } from '../../../renderer/app/route.ts'

test.each<[Route, string]>([
  [{ page: 'inbox', open: null }, '#/inbox'],
  [{ page: 'inbox', open: { kind: 'approval', id: 'ap-1' } }, '#/inbox/ap-1'],
  [{ page: 'inbox', open: { kind: 'task', id: 'gh-1' } }, '#/inbox/task/gh-1'],
  [
    { page: 'approvals', open: 'ap-1', filter: { state: 'denied', task_id: 't' } },
    '#/approvals/ap-1?state=denied&task_id=t',
  ],
  [{ page: 'policy' }, '#/policy'],
  [{ page: 'tools', open: null, filter: { task_id: '' } }, '#/tools'],
  [{ page: 'tools', open: 'screen.capture', filter: { task_id: 'gh-1' } }, '#/tools/screen.capture?task_id=gh-1'],
  [{ page: 'obs', filter: { task_id: 'gh-1' } }, '#/obs?task_id=gh-1'],
  [{ page: 'airlock', taskId: 'gh-1', sha256: null }, '#/airlock/gh-1'],
  [{ page: 'airlock', taskId: 'gh-1', sha256: 'a'.repeat(64) }, `#/airlock/gh-1/${'a'.repeat(64)}`],
  [{ page: 'tokens' }, '#/tokens'],
  [{ page: 'tasks', taskId: 'gh-1', filter: NO_FILTER }, '#/tasks/gh-1'],
  [{ page: 'tasks', taskId: 'a/b', filter: NO_FILTER, evidence: 'call-1' }, '#/tasks/a%2Fb/evidence/call-1'],
])('a copied address shows the same: %j', (route, hash) => {
  expect(formatRoute(route)).toBe(hash)
  expect(parseRoute(hash)).toEqual(route)
})

test('what an address says that is not known is left out', () => {
  expect(parseRoute('#/approvals?state=nonsense')).toEqual({
    page: 'approvals',
    open: null,
    filter: { state: null, task_id: '' },
  })
  expect(parseRoute('#/inbox/%E0%A4%A')).toEqual({ page: 'inbox', open: { kind: 'approval', id: '%E0%A4%A' } })
})
