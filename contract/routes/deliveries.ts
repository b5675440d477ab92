import * as z from 'zod'
import { IngressSource } from '../assurance.ts'
import { DeliveryDetail, DeliveryPage, DeliveryQuery, DeliveryResult, GapReport, MissedDelivery } from '../delivery.ts'
import { body, json, problems } from './responses.ts'
import { row } from './row.ts'

const params = z.strictObject({ source: IngressSource, delivery_id: z.string().min(1).max(200) })

export const listDeliveries = row({
  operationId: 'listDeliveries',
  method: 'get',
  path: '/api/deliveries',
  summary: 'What came in from outside, newest first: accepted, replayed, refused and failed',
  tags: ['deliveries'],
  'x-access': 'observer',
  request: { query: DeliveryQuery },
  responses: {
    200: json(DeliveryPage, 'a page; next_cursor is null on the last'),
    ...problems(true, 'cursor_invalid'),
  },
})

export const getDelivery = row({
  operationId: 'getDelivery',
  method: 'get',
  path: '/api/deliveries/{source}/{delivery_id}',
  summary: 'One delivery with its headers (secrets redacted) and body, as long as they are kept',
  tags: ['deliveries'],
  'x-access': 'observer',
  request: { params },
  responses: { 200: json(DeliveryDetail, 'the delivery'), ...problems(true, 'delivery_not_found') },
})

export const replayDelivery = row({
  operationId: 'replayDelivery',
  method: 'post',
  path: '/api/deliveries/{source}/{delivery_id}/replay',
  summary: 'Carry a delivery out again, or for the first time when it failed',
  tags: ['deliveries'],
  'x-access': 'admin',
  request: { params },
  responses: {
    200: json(DeliveryResult, 'its new result'),
    ...problems(
      true,
      'delivery_not_found',
      'delivery_not_replayable',
      'intake_paused',
      'write_conflict',
      'storage_failed',
    ),
  },
})

export const findGithubGaps = row({
  operationId: 'findGithubGaps',
  method: 'get',
  path: '/api/deliveries/github/gaps',
  summary: "Deliveries in GitHub's own record that never arrived here (needs GITHUB_TOKEN and GITHUB_HOOKS)",
  tags: ['deliveries'],
  'x-access': 'admin',
  responses: {
    200: json(GapReport, 'what was compared and what is missing'),
    ...problems(true, 'github_gaps_off', 'github_unavailable'),
  },
})

export const fetchMissedDelivery = row({
  operationId: 'fetchMissedDelivery',
  method: 'post',
  path: '/api/deliveries/github/gaps',
  summary:
    'Fetch a missed delivery from GitHub and carry it out, with assurance token: its signature cannot be checked',
  tags: ['deliveries'],
  'x-access': 'admin',
  request: { body: body(z.strictObject({ hook: z.string().min(1).max(300), id: MissedDelivery.shape.id })) },
  responses: {
    200: json(DeliveryResult, 'its result'),
    ...problems(
      true,
      'github_gaps_off',
      'github_unavailable',
      'delivery_not_found',
      'delivery_not_replayable',
      'delivery_changed',
      'intake_paused',
      'payload_not_json',
      'payload_too_large',
      'unsupported_media_type',
      'write_conflict',
      'storage_failed',
    ),
  },
})
