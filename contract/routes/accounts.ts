import { z } from '@hono/zod-openapi'
import { Account, AccountConnecting, AccountList, AccountService } from '../account.ts'
import { json, problems } from './responses.ts'
import { row } from './row.ts'

const params = z.strictObject({ service: AccountService })

export const listAccounts = row({
  operationId: 'listAccounts',
  method: 'get',
  path: '/api/accounts',
  summary: 'Accounts of outside services',
  tags: ['tools'],
  'x-access': 'observer',
  request: {},
  responses: { 200: json(AccountList, 'one for each service'), ...problems(true) },
})

export const connectAccount = row({
  operationId: 'connectAccount',
  method: 'post',
  path: '/api/accounts/{service}/connect',
  summary: 'Ask the operator in a browser to connect an account',
  tags: ['tools'],
  'x-access': 'admin',
  request: { params },
  responses: {
    202: json(AccountConnecting, 'the operator is being asked; an attempt before it ends'),
    ...problems(true, 'account_not_configured'),
  },
})

export const disconnectAccount = row({
  operationId: 'disconnectAccount',
  method: 'post',
  path: '/api/accounts/{service}/disconnect',
  summary: 'Take the permission back at the service, and forget it here',
  tags: ['tools'],
  'x-access': 'admin',
  request: { params },
  responses: { 200: json(Account, 'as it is now'), ...problems(true, 'storage_failed') },
})
