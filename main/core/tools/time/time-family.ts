import * as z from 'zod'
import type { FamilySpec } from '../tool-family.ts'
import { createTimeNow } from './time-now.ts'

export const timeFamily: FamilySpec = {
  name: 'time',
  levels: { 'time.now': 'read_only' },
  settings: z.strictObject({}),
  secrets: [],
  open: ({ clock }) => ({ tools: [createTimeNow(clock)], close: async () => undefined }),
}
