/** Flags of the configuration that the desktop app takes too, each followed by its value. */
export const OWN_FLAGS = [
  '--data-root',
  '--port',
  '--host',
  '--ingress-port',
  '--allow-host',
  '--accept-audit-loss',
] as const

/**
 * The part of a command line that is meant for Countersign. Chromium's switches share the line and are too many to name, so what is
 * not ours is left out here instead of being an error as it is without a window.
 */
export function ownFlags(argv: readonly string[]): string[] {
  const own: string[] = []
  for (const [at, argument] of argv.entries()) {
    const [name] = argument.split('=', 1)
    if (!OWN_FLAGS.some((flag) => flag === name)) continue
    own.push(argument)
    const value = argv[at + 1]
    if (argument === name && value !== undefined) own.push(value)
  }
  return own
}
