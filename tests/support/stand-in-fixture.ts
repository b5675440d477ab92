import { join } from 'node:path'
import type { Launch } from './launch-desktop.ts'

/** A small app that lets a test look at the stand-in from both sides. */
export const FIXTURE: Launch = { app: join(import.meta.dirname, 'electron-stand-in', 'fixture'), env: {}, flags: [] }
