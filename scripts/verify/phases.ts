import type { Phase } from './phase.ts'
import { phaseA } from './phase-a.ts'
import { phaseB } from './phase-b.ts'
import { phaseC } from './phase-c.ts'
import { phaseD } from './phase-d.ts'
import { phaseF } from './phase-f.ts'
import { phaseG } from './phase-g.ts'

/** Every phase that `npm run verify` knows, by the name that it is called by. */
export const PHASES: ReadonlyMap<string, Phase> = new Map([
  ['a', phaseA],
  ['b', phaseB],
  ['c', phaseC],
  ['d', phaseD],
  ['f', phaseF],
  ['g', phaseG],
])
