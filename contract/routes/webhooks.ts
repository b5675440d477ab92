import * as z from 'zod'
import { DeliveryResult } from '../delivery.ts'
import { json, problems } from './responses.ts'
import { row } from './row.ts'

const anyJson = { required: true, content: { 'application/json': { schema: z.looseObject({}) } } } as const

const REFUSALS = [
  'source_off',
  'ingress_rate_limited',
  'webhook_header_missing',
  'payload_not_json',
  'payload_too_deep',
  'payload_too_large',
  'unsupported_media_type',
  'delivery_changed',
  'task_file_invalid',
  'write_conflict',
  'storage_failed',
] as const

const answers = {
  200: json(DeliveryResult, 'carried out, or a replay answered with the recorded result'),
  202: json(DeliveryResult, 'recorded: no task is concerned; or held: the intake is paused'),
}

export const githubWebhook = row({
  operationId: 'githubWebhook',
  method: 'post',
  path: '/webhooks/github',
  summary: 'A GitHub delivery, signed with WEBHOOK_SECRET or WEBHOOK_SECRET_PREVIOUS',
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
    body: anyJson,
  },
  responses: { ...answers, ...problems(false, 'signature_missing', 'signature_invalid', ...REFUSALS) },
})

const xcodeHeaders = z.object({
  authorization: z.string().optional().meta({ description: 'Bearer and XCODE_TOKEN, unless the delivery is signed' }),
  'webhook-id': z.string().optional().meta({ description: 'Standard Webhooks: id of the delivery' }),
  'webhook-timestamp': z.string().optional().meta({ description: 'Standard Webhooks: Unix seconds' }),
  'webhook-signature': z
    .string()
    .optional()
    .meta({ description: 'Standard Webhooks: v1, and the HMAC-SHA256 of id.timestamp.body in base64' }),
})
const xcodeAnswers = {
  ...answers,
  ...problems(
    false,
    'webhook_token_missing',
    'webhook_token_invalid',
    'signature_invalid',
    'timestamp_outside_window',
    ...REFUSALS,
  ),
}

export const xcodeWebhook = row({
  operationId: 'xcodeWebhook',
  method: 'post',
  path: '/webhooks/xcode',
  summary: 'A build reported by Xcode Cloud (bearer token) or by a build script (Standard Webhooks signature)',
  tags: ['webhooks'],
  'x-access': 'signature',
  request: { headers: xcodeHeaders, body: anyJson },
  responses: xcodeAnswers,
})

export const xcodeWebhookBySecretPath = row({
  operationId: 'xcodeWebhookBySecretPath',
  method: 'post',
  path: '/webhooks/xcode/{secret}',
  summary:
    'A build reported by Xcode Cloud, which can send no header of its own: XCODE_TOKEN is the last part of the path',
  tags: ['webhooks'],
  'x-access': 'signature',
  request: { params: z.object({ secret: z.string() }), headers: xcodeHeaders, body: anyJson },
  responses: xcodeAnswers,
})

export const telegramWebhook = row({
  operationId: 'telegramWebhook',
  method: 'post',
  path: '/webhooks/telegram',
  summary: 'A Telegram update (Bot API), from Telegram itself or forwarded by the poller',
  tags: ['webhooks'],
  'x-access': 'signature',
  request: {
    headers: z.object({
      'x-telegram-bot-api-secret-token': z.string().optional().meta({ description: 'TELEGRAM_SECRET_TOKEN' }),
    }),
    body: anyJson,
  },
  responses: { ...answers, ...problems(false, 'webhook_token_missing', 'webhook_token_invalid', ...REFUSALS) },
})
