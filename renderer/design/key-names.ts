/** What the key is called on the keyboards of a platform; `platform` as navigator.platform says it. */
export function keyName(key: string, platform: string): string {
  return key === 'Ctrl' && /^Mac/i.test(platform) ? 'Cmd' : key
}
