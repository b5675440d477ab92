import * as z from 'zod'
import type { FamilySpec } from '../tool-family.ts'
import { createPublishDryRun } from './publish-dry-run.ts'

export const fileFamily: FamilySpec = {
  name: 'file',
  levels: { 'file.publish_dry_run': 'external_publish' },
  settings: z.strictObject({}),
  secrets: [],
  open: ({ clock }) => ({ tools: [createPublishDryRun(clock)], close: async () => undefined }),
}
