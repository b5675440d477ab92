/**
 * Switches that would open the app, or weaken what guards its window: debuggers of Node and of Chromium, V8's own switches, foreign
 * extensions, other programs in the place of its own processes, the page in the app's own process and so without its sandbox, features that
 * are not meant to be on, and what turns the same-origin rule off. https://www.electronjs.org/docs/latest/api/command-line-switches
 */
const REFUSED = [
  /^remote-debugging-/,
  /^remote-allow-origins$/,
  /^inspect/,
  /^debug/,
  /^js-flags$/,
  /^load-extension$/,
  /^disable-web-security$/,
  /^disable-site-isolation-trials$/,
  /^allow-file-access-from-files$/,
  /^allow-running-insecure-content$/,
  /^unsafely-/,
  /^single-process$/,
  /^(?:renderer|utility|ppapi-plugin)-cmd-prefix$/,
  /^gpu-launcher$/,
  /^browser-subprocess-path$/,
  /^enable-blink-features$/,
  /^enable-experimental-web-platform-features$/,
]

/**
 * The switches on a command line for which a packaged app does not start, by name, without their values. Chromium takes one dash or two,
 * on Windows also a slash and any case; all of these count everywhere but the slash.
 */
export function refusedFlags(argv: readonly string[], platform: NodeJS.Platform): string[] {
  const prefix = platform === 'win32' ? /^(?:--?|\/)/ : /^--?/
  return argv
    .filter((argument) => prefix.test(argument))
    .map((argument) => argument.replace(prefix, '').replace(/=.*/s, '').toLowerCase())
    .filter((name) => REFUSED.some((refused) => refused.test(name)))
    .map((name) => `--${name}`)
}
