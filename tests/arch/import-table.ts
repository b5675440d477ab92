/**
 * Who may import whom, one row per room, the first row whose pattern fits a file being its row. `own` is what may be
 * imported of this repository, `packages` which packages, `node` which built-in modules ('any' stands for all).
 * `electron` is never part of 'any'.
 */
export interface RoomRow {
  room: string
  files: RegExp
  own: RegExp
  packages: 'any' | readonly string[]
  node: 'any' | readonly string[]
}

const ENTRIES_TOO = /^(contract|main)\//
const INSIDE = /^(contract|main\/core)\//

export const IMPORT_TABLE: readonly RoomRow[] = [
  {
    room: 'contract routes',
    files: /^contract\/routes\//,
    own: /^contract\//,
    packages: ['zod', '@hono/zod-openapi'],
    node: [],
  },
  { room: 'contract', files: /^contract\//, own: /^contract\/(?!routes\/)/, packages: ['zod'], node: [] },
  { room: 'core', files: /^main\/core\//, own: INSIDE, packages: ['zod'], node: ['node:crypto'] },
  {
    room: 'adapters',
    files: /^main\/adapters\//,
    // That one adapter never imports another, but what they share, is the rule `foreignAdapter`.
    own: /^(contract|main\/core|main\/adapters)\//,
    packages: 'any',
    node: 'any',
  },
  { room: 'http', files: /^main\/http\//, own: /^(contract|main\/core|main\/http)\//, packages: 'any', node: 'any' },
  {
    room: 'electron',
    files: /^main\/electron\//,
    own: /^(contract|main\/core|main\/electron)\//,
    packages: ['electron', 'electron-updater', 'zod'],
    node: 'any',
  },
  { room: 'desktop entry', files: /^main\/electron\.ts$/, own: ENTRIES_TOO, packages: ['electron'], node: 'any' },
  // The composition root, the configuration, the entries and the CLI wire things together; only they may.
  {
    room: 'wiring',
    files: /^main\/([a-z-]+\.ts$|cli\/)/,
    own: /^(contract\/|main\/(?!electron))/,
    packages: 'any',
    node: 'any',
  },
  // Speaks with the console over HTTP alone, like any other program.
  {
    room: 'mcp',
    files: /^main\/mcp\//,
    own: /^(contract|main\/core|main\/mcp)\//,
    packages: ['zod', '@modelcontextprotocol/sdk'],
    node: 'any',
  },
  { room: 'preload', files: /^preload\//, own: /^(contract|preload)\//, packages: ['electron'], node: [] },
  {
    room: 'renderer',
    files: /^renderer\//,
    own: /^(contract|renderer)\//,
    packages: [
      'react',
      'react-dom',
      '@tanstack/react-query',
      '@tanstack/react-virtual',
      'radix-ui',
      'zod',
      'tailwindcss',
    ],
    node: [],
  },
  // These run before anything is installed, so they have nothing but Node and each other.
  { room: 'set-up', files: /^scripts\/.*\.mjs$/, own: /^scripts\/.*\.mjs$/, packages: [], node: 'any' },
  {
    room: 'scripts',
    files: /^scripts\//,
    own: /^(contract|main|scripts|tests\/support)\//,
    packages: 'any',
    node: 'any',
  },
  // Imitates Electron, and is checked against its types; it never runs the package.
  {
    room: 'electron stand-in',
    files: /^tests\/support\/(electron-stand-in\/|launch-desktop\.ts$)/,
    own: /./,
    packages: ['electron', 'playwright'],
    node: 'any',
  },
  { room: 'tests', files: /^tests\//, own: /./, packages: 'any', node: 'any' },
]
