import type { SettingsView } from '../../contract/settings.ts'
import type { SettingsService } from '../core/settings/settings-service.ts'
import type { Handlers } from './handler.ts'
import { jsonReply } from './reply.ts'

export function createSettingsHandlers(parts: {
  settings: Pick<SettingsService, 'save'>
  view: () => SettingsView
}): Pick<Handlers, 'getSettings' | 'saveSettings'> {
  return {
    getSettings: () => jsonReply(200, parts.view()),
    saveSettings: async ({ call, body }) => {
      await parts.settings.save(call, body.settings, body.base_sha ?? null)
      return jsonReply(200, parts.view())
    },
  }
}
