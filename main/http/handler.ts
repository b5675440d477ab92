import type { ZodType, z } from 'zod'
import type { OperationId, ROUTES } from '../../contract/routes/index.ts'
import type { Grant } from '../core/access/token-authority.ts'
import type { AppError } from '../core/kernel/app-error.ts'
import type { Call } from '../core/kernel/call.ts'
import type { Exchange } from './exchange.ts'
import type { Reply } from './reply.ts'

type RowOf<Id extends OperationId> = (typeof ROUTES)[Id]
type Part<R, K extends string> = R extends { request: Record<K, infer S extends ZodType> } ? z.output<S> : undefined
type Body<R> = R extends { request: { body: { content: { 'application/json': { schema: infer S extends ZodType } } } } }
  ? z.output<S>
  : undefined

/** What a handler is given: everything checked against the row of the contract. */
export interface Input<Id extends OperationId> {
  readonly exchange: Exchange
  readonly call: Call
  /** Null on routes that need no token. */
  readonly grant: Grant | null
  readonly params: Part<RowOf<Id>, 'params'>
  readonly query: Part<RowOf<Id>, 'query'>
  readonly body: Body<RowOf<Id>>
  /** The exact bytes of the body; empty on routes without one. */
  readonly raw: Uint8Array
}

/** `ALREADY_SENT`: the handler took the socket over (event stream). */
export const ALREADY_SENT = Symbol('already sent')
export type Answer = Reply | typeof ALREADY_SENT

/** A whole body that cannot be read as the row says; `error` is what the caller is told. */
export interface Unread {
  readonly call: Call
  readonly raw: Uint8Array
  readonly error: AppError
}

export interface Handler<Id extends OperationId> {
  (input: Input<Id>): Answer | Promise<Answer>
  /** For a row that has more to say to such a body: throws another error, or lets the first stand. */
  unread?(unread: Unread): Promise<void>
}
export type Handlers = { readonly [Id in OperationId]: Handler<Id> }
