/**
 * What an operator must know when the window's page runs outside Chromium's sandbox; null when it does not. The starter of an AppImage adds
 * the switch by itself where the system lets no user make namespaces (`AppRun` of electron-builder), and Electron does for the variable.
 * https://www.electronjs.org/docs/latest/tutorial/sandbox#disabling-chromiums-sandbox-testing-only
 */
export function sandboxWarning(argv: readonly string[], env: NodeJS.ProcessEnv): string | null {
  if (!argv.includes('--no-sandbox') && env['ELECTRON_DISABLE_SANDBOX'] === undefined) return null
  return 'the window runs without the sandbox of Chromium: docs/specs/PACKAGING.md says why and how to have it back'
}
