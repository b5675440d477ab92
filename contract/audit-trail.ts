import * as z from 'zod'
import { Timestamp } from './ids.ts'

/** What a node of a trail stands for, in the order in which one leads to the next. */
export const TrailNodeKind = z
  .enum([
    'message',
    'delivery',
    'task',
    'dispatch',
    'approval',
    'tool_call',
    'artifact',
    'evidence',
    'reply',
    'decision',
  ])
  .meta({ id: 'TrailNodeKind' })
export type TrailNodeKind = z.infer<typeof TrailNodeKind>

/** How one node leads to another, to be read as "from KIND to". */
export const TrailEdgeKind = z
  .enum(['arrived_as', 'led_to', 'dispatched', 'needed', 'allowed', 'made', 'kept', 'answered', 'decided'])
  .meta({ id: 'TrailEdgeKind' })
export type TrailEdgeKind = z.infer<typeof TrailEdgeKind>

/** One thing that a trail tells of. `id` is unique within the graph: its kind and its name. */
export const TrailNode = z
  .strictObject({
    id: z.string(),
    kind: TrailNodeKind,
    ref: z.string().meta({
      description:
        'name of the thing itself: task_id, approval_id, call_id, package_id, package_id/name, source/delivery_id, …',
    }),
    label: z.string(),
    at: Timestamp.meta({ description: 'time of its first line' }),
    seq_first: z.int().positive(),
    seq_last: z.int().positive(),
    state: z.string().nullable().meta({ description: 'what its latest line says of it; null when it has no states' }),
    actor: z.string().meta({ description: 'who caused its first line' }),
    task_id: z.string().nullable(),
  })
  .meta({ id: 'TrailNode' })
export type TrailNode = z.infer<typeof TrailNode>

/** `seq` is the line that says so. */
export const TrailEdge = z
  .strictObject({ from: z.string(), to: z.string(), kind: TrailEdgeKind, seq: z.int().positive() })
  .meta({ id: 'TrailEdge' })
export type TrailEdge = z.infer<typeof TrailEdge>

/** Nodes in an order in which every edge leads forwards; there are no cycles. Only messages, deliveries and tasks may have no edge that leads to them. */
export const TrailGraph = z
  .strictObject({ nodes: z.array(TrailNode), edges: z.array(TrailEdge) })
  .meta({ id: 'TrailGraph' })
export type TrailGraph = z.infer<typeof TrailGraph>
