type Env = Readonly<Record<string, string | undefined>>

const has = (env: Env, ...names: readonly string[]): boolean => names.every((name) => (env[name] ?? '') !== '')

/** What the packages of this system will lack for want of keys, one sentence each. https://www.electron.build/code-signing */
export function missingSigning(platform: NodeJS.Platform, env: Env): string[] {
  if (platform === 'darwin') {
    const signed = has(env, 'CSC_LINK') || has(env, 'CSC_NAME')
    const notarised =
      has(env, 'APPLE_API_KEY', 'APPLE_API_KEY_ID', 'APPLE_API_ISSUER') ||
      has(env, 'APPLE_ID', 'APPLE_APP_SPECIFIC_PASSWORD', 'APPLE_TEAM_ID') ||
      has(env, 'APPLE_KEYCHAIN_PROFILE')
    return [
      ...(signed ? [] : ['not signed unless the keychain has a Developer ID: neither CSC_LINK nor CSC_NAME is set']),
      ...(notarised ? [] : ['not notarised: APPLE_API_KEY, APPLE_API_KEY_ID and APPLE_API_ISSUER are not all set']),
    ]
  }
  if (platform === 'win32')
    return has(env, 'CSC_LINK') || has(env, 'WIN_CSC_LINK')
      ? []
      : ['not signed: neither WIN_CSC_LINK nor CSC_LINK is set']
  return []
}
