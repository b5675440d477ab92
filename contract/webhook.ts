import * as z from 'zod'

/** What became of a delivery. A replay answers with the same result and `replayed: true`. */
export const DeliveryResult = z
  .strictObject({
    delivery_id: z.string(),
    event: z.string(),
    outcome: z.enum(['pong', 'task_created', 'task_updated', 'unchanged', 'recorded']),
    task_ids: z.array(z.string()),
    replayed: z.boolean(),
  })
  .meta({ id: 'DeliveryResult' })
export type DeliveryResult = z.infer<typeof DeliveryResult>
