import * as z from 'zod'
import { problems } from './responses.ts'
import { row } from './row.ts'

export const events = row({
  operationId: 'events',
  method: 'get',
  path: '/api/events',
  summary: 'Server-sent events; ids are audit seqs, Last-Event-ID replays what was missed',
  tags: ['events'],
  'x-access': 'observer',
  request: {
    headers: z.object({ 'last-event-id': z.string().max(20).optional() }),
  },
  responses: {
    200: {
      description:
        'event names and payloads: components.schemas TaskEvent, ExternalChangeEvent, DeliveryEvent, ResyncEvent',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    },
    ...problems(true, 'socket_required', 'shutting_down'),
  },
})
