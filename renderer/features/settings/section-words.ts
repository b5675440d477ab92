import type { SettingsSection } from '../../app/governance-route.ts'

export const SECTION_WORDS: Readonly<Record<SettingsSection, string>> = {
  addresses: 'Addresses',
  sources: 'Sources',
  tokens: 'Tokens',
  notifications: 'Notifications',
  desktop: 'Desktop',
  screen: 'Screen',
  tools: 'Tools',
  agents: 'Agents',
  data: 'Data',
  audit: 'Audit',
  updates: 'Updates',
}
