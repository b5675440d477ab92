import { SaveSettings, SettingsView } from '../settings.ts'
import { body, json, problems } from './responses.ts'
import { row } from './row.ts'

export const getSettings = row({
  operationId: 'getSettings',
  method: 'get',
  path: '/api/settings',
  summary: 'config.json, what is in force, and what waits for the next start',
  tags: ['settings'],
  // It names people, addresses and folders.
  'x-access': 'admin',
  request: {},
  responses: { 200: json(SettingsView, 'the settings'), ...problems(true) },
})

export const saveSettings = row({
  operationId: 'saveSettings',
  method: 'put',
  path: '/api/settings',
  summary: 'Write config.json',
  tags: ['settings'],
  'x-access': 'admin',
  request: { body: body(SaveSettings) },
  responses: {
    200: json(SettingsView, 'saved; restart_needed names what holds from the next start'),
    ...problems(
      true,
      'settings_changed',
      'settings_invalid',
      'precondition_required',
      'payload_not_json',
      'payload_too_large',
      'unsupported_media_type',
      'storage_failed',
    ),
  },
})
