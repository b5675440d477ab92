import * as z from 'zod'
import { DeliveryResult } from '../webhook.ts'
import { json, problems } from './responses.ts'
import { row } from './row.ts'

export const githubWebhook = row({
  operationId: 'githubWebhook',
  method: 'post',
  path: '/webhooks/github',
  summary: 'A GitHub delivery, signed with WEBHOOK_SECRET',
  tags: ['webhooks'],
  'x-access': 'signature',
  request: {
    headers: z.object({
      'x-hub-signature-256': z
        .string()
        .optional()
        .meta({ description: 'sha256= and the HMAC-SHA256 of the raw body in hex' }),
      'x-github-event': z.string().optional(),
      'x-github-delivery': z.string().optional(),
    }),
    body: { required: true, content: { 'application/json': { schema: z.looseObject({}) } } },
  },
  responses: {
    200: json(DeliveryResult, 'carried out, or a replay answered with the recorded result'),
    202: json(DeliveryResult, 'recorded; no task is concerned'),
    ...problems(
      false,
      'source_off',
      'signature_missing',
      'signature_invalid',
      'webhook_header_missing',
      'payload_not_json',
      'payload_too_large',
      'unsupported_media_type',
      'delivery_changed',
      'write_conflict',
      'storage_failed',
    ),
  },
})
