import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { importCycles, rowOf, wrongImports } from './import-rules.ts'
import { IMPORT_TABLE } from './import-table.ts'
import { parseModule, REPOSITORY, ROOMS, readModules } from './source-module.ts'

const modules = readModules(REPOSITORY)
const check = (path: string, text: string) => wrongImports(parseModule(path, text)).length

describe('the repository', () => {
  it('is looked at: every room that exists has modules, and every module has a row in the table', () => {
    const rooms = readdirSync(REPOSITORY).filter((name) => ROOMS.some((room) => room === name))
    expect(rooms).toContain('contract')
    expect(rooms).toContain('main')
    for (const room of rooms) {
      expect(modules.filter(({ path }) => path.startsWith(`${room}/`)).length, room).toBeGreaterThan(0)
    }
    expect(modules.filter(({ path }) => rowOf(path) === undefined)).toEqual([])
    expect(modules.flatMap(({ imports }) => imports).length).toBeGreaterThan(modules.length)
  })

  it('imports only what the table allows', () => {
    expect(modules.flatMap(wrongImports)).toEqual([])
  })

  it('imports only modules that the check has read, so that none is outside the rules', () => {
    const known = new Set(modules.map(({ path }) => path))
    const ours = modules.filter(({ path }) => !path.startsWith('tests/'))
    const unread = ours.flatMap(({ path, imports }) =>
      imports
        .filter(({ target, relative }) => relative && !known.has(target) && !/\.(css|svg|png|woff2|json)$/.test(target))
        .map(({ target }) => `${path} → ${target}`),
    )
    expect(unread).toEqual([])
  })

  it('has no cycles', () => {
    expect(importCycles(modules)).toEqual([])
  })

  it('leads every file of the main room to a row other than by accident', () => {
    for (const path of ['main/app.ts', 'main/cli.ts', 'main/cli/serve.ts', 'main/headless.ts', 'main/config.ts']) {
      expect(rowOf(path)?.room).toBe('wiring')
    }
    expect(rowOf('main/electron.ts')?.room).toBe('desktop entry')
    expect(rowOf('main/somewhere/else.ts')).toBeUndefined()
    expect(new Set(IMPORT_TABLE.map(({ room }) => room)).size).toBe(IMPORT_TABLE.length)
  })
})

describe('the import check', () => {
  it.each([
    ['contract/task.ts', `import { z } from 'hono'`],
    ['contract/task.ts', `import { Row } from './routes/row.ts'`],
    ['contract/routes/row.ts', `import { Hono } from 'hono'`],
    ['contract/task.ts', `import { sha256 } from '../main/core/kernel/sha256.ts'`],
    ['main/core/tasks/a.ts', `import { readFile } from 'node:fs/promises'`],
    ['main/core/tasks/a.ts', `import { readFile } from 'fs'`],
    ['main/core/tasks/a.ts', `import type { Stats } from 'node:fs'`],
    ['main/core/tasks/a.ts', `export type { Stats } from 'node:fs'`],
    ['main/core/tasks/a.ts', `export const load = () => import('pino')`],
    ['main/core/tasks/a.ts', `export type Log = import('pino').Logger`],
    ['main/core/tasks/a.ts', `import jose = require('jose')`],
    ['main/core/tasks/a.ts', `const name = 'zod'; export const load = () => import(name)`],
    ['main/core/tasks/a.ts', `import { write } from '../../adapters/disk/atomic-write.ts'`],
    ['main/core/tasks/a.ts', `import { hash } from '../audit/hash-chain.ts'`],
    ['main/core/kernel/a.ts', `import type { EventLog } from '../audit/event-log.ts'`],
    ['main/adapters/files/a.ts', `import type { Index } from '../audit-index/sqlite-index.ts'`],
    ['main/adapters/programs/a.ts', `import { way } from '../screen/choose-way.ts'`],
    ['main/adapters/programs/a.ts', `import { atomicWrite } from '../disk/atomic-write.ts'`],
    ['main/adapters/files/a.ts', `import { app } from '../../app.ts'`],
    ['main/adapters/files/a.ts', `import { safeStorage } from 'electron'`],
    ['main/http/app.ts', `import { store } from '../adapters/files/json-task-store.ts'`],
    ['main/http/app.ts', `import { createApp } from '../app.ts'`],
    ['main/electron/window.ts', `import { app } from '../http/app.ts'`],
    ['main/electron/window.ts', `import { Hono } from 'hono'`],
    ['main/app.ts', `import { app } from 'electron'`],
    ['main/headless.ts', `import { open } from './electron/window.ts'`],
    ['main/cli/serve.ts', `import { open } from '../electron/window.ts'`],
    ['preload/index.ts', `import { readFileSync } from 'node:fs'`],
    ['preload/index.ts', `import type { Config } from '../main/config.ts'`],
    ['renderer/main.tsx', `import { ipcRenderer } from 'electron'`],
    ['renderer/main.tsx', `import { pino } from 'pino'`],
    ['renderer/main.tsx', `import type { Task } from '../main/core/tasks/task-engine.ts'`],
    ['scripts/setup.mjs', `import { z } from 'zod'`],
    ['scripts/setup.mjs', `import { find } from './chromium.ts'`],
    ['scripts/verify.ts', `import { x } from '../tests/unit/x.ts'`],
    ['main/somewhere/else.ts', ''],
  ])('catches in %s: %s', (path, text) => {
    expect(check(path, text)).toBe(1)
  })

  it.each([
    ['contract/task.ts', `import { z } from 'zod'; import { TaskId } from './ids.ts'`],
    ['contract/routes/row.ts', `import { z } from '@hono/zod-openapi'; import { Task } from '../task.ts'`],
    ['main/core/tasks/a.ts', `import { hash } from 'node:crypto'; import { Task } from '../../../contract/task.ts'`],
    [
      'main/core/tasks/a.ts',
      `import type { EventLog } from '../audit/event-log.ts'; import { clock } from '../kernel/clock.ts'`,
    ],
    ['main/core/ingest/a.ts', `import { createTaskService } from '../tasks/task-service.ts'`],
    [
      'main/adapters/files/a.ts',
      `import { b } from './b.ts'; import pino from 'pino'; import { open } from 'node:fs/promises'`,
    ],
    ['main/adapters/obs/a.ts', `import { runProgram } from '../programs/run-program.ts'`],
    ['main/http/app.ts', `import { Hono } from 'hono'; import { AppError } from '../core/kernel/app-error.ts'`],
    ['main/electron/window.ts', `import { BrowserWindow } from 'electron'; import { z } from 'zod'`],
    ['main/electron.ts', `import { open } from './electron/window.ts'; import { createApp } from './app.ts'`],
    [
      'main/cli/serve.ts',
      `import { createApp } from '../app.ts'; import { lock } from '../adapters/files/instance-lock.ts'`,
    ],
    ['preload/index.ts', `import { contextBridge } from 'electron'; import type { E } from '../contract/events.ts'`],
    ['renderer/main.tsx', `import './style.css'; import { createRoot } from 'react-dom/client'`],
  ])('lets pass in %s: %s', (path, text) => {
    expect(check(path, text)).toBe(0)
  })

  it('sees a cycle through type-only imports and through three modules', () => {
    const circle = [
      parseModule('contract/a.ts', `import { b } from './b.ts'`),
      parseModule('contract/b.ts', `import type { c } from './c.ts'`),
      parseModule('contract/c.ts', `export type X = import('./a.ts').X`),
    ]
    expect(importCycles(circle)).toEqual(['contract/a.ts → contract/b.ts → contract/c.ts → contract/a.ts'])
    expect(importCycles(circle.slice(0, 2))).toEqual([])
  })

  it('refuses to go on with a module that it cannot read', () => {
    expect(() => parseModule('contract/a.ts', 'import {')).toThrow(/contract\/a\.ts/)
  })
})
