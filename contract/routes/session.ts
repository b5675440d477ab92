import * as z from 'zod'
import { CreateToken, IssuedLoginCode, IssuedToken, LoginCode, RevokedToken, Session, TokenList } from '../session.ts'
import { body, json, problems } from './responses.ts'
import { readableForTask, row } from './row.ts'

export const logIn = row({
  operationId: 'logIn',
  method: 'post',
  path: '/api/session',
  summary: 'Exchange a one-time code for a session cookie (HttpOnly, SameSite=Strict)',
  tags: ['session'],
  'x-access': 'login_code',
  request: { body: body(LoginCode) },
  responses: {
    201: json(Session, 'logged in; the cookie is set'),
    ...problems(
      false,
      'login_code_invalid',
      'login_locked',
      'authentication_rate_limited',
      'payload_not_json',
      'payload_too_large',
      'unsupported_media_type',
    ),
  },
})

export const whoAmI = row({
  operationId: 'whoAmI',
  method: 'get',
  path: '/api/session',
  summary: 'Who the caller is',
  tags: ['session'],
  'x-access': 'observer',
  'x-task-scopes': readableForTask('token'),
  request: {},
  responses: { 200: json(Session, 'the actor'), ...problems(true) },
})

export const logOut = row({
  operationId: 'logOut',
  method: 'delete',
  path: '/api/session',
  summary: 'End the session of this browser',
  tags: ['session'],
  'x-access': 'observer',
  request: {},
  responses: { 204: { description: 'logged out; the cookie is cleared and its token revoked' }, ...problems(true) },
})

export const issueLoginCode = row({
  operationId: 'issueLoginCode',
  method: 'post',
  path: '/api/login-codes',
  summary: 'Make a one-time code for the browser console',
  tags: ['session'],
  'x-access': 'admin',
  request: {},
  responses: { 201: json(IssuedLoginCode, 'the code; shown once'), ...problems(true) },
})

export const listTokens = row({
  operationId: 'listTokens',
  method: 'get',
  path: '/api/tokens',
  summary: 'The tokens that were made here, newest first, without their secrets',
  tags: ['session'],
  'x-access': 'admin',
  request: {},
  responses: { 200: json(TokenList, 'expired tokens stay for a day, revoked ones for a month'), ...problems(true) },
})

export const createToken = row({
  operationId: 'createToken',
  method: 'post',
  path: '/api/tokens',
  summary: 'Make a token',
  tags: ['session'],
  'x-access': 'admin',
  request: { body: body(CreateToken) },
  responses: {
    201: json(IssuedToken, 'the token; shown once'),
    ...problems(
      true,
      'task_not_found',
      'payload_not_json',
      'payload_too_large',
      'unsupported_media_type',
      'storage_failed',
    ),
  },
})

export const revokeToken = row({
  operationId: 'revokeToken',
  method: 'post',
  path: '/api/tokens/{jti}/revoke',
  summary: 'Revoke a token at once',
  tags: ['session'],
  'x-access': 'admin',
  request: { params: z.strictObject({ jti: z.string().min(1).max(100) }) },
  responses: { 200: json(RevokedToken, 'revoked'), ...problems(true, 'token_not_found', 'storage_failed') },
})
