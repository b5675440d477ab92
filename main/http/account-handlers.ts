import type { AccountService } from '../../contract/account.ts'
import type { AccountPort } from '../core/accounts/account-port.ts'
import { AppError } from '../core/kernel/app-error.ts'
import type { Handlers } from './handler.ts'
import { jsonReply } from './reply.ts'

export function createAccountHandlers(
  accounts: readonly AccountPort[],
): Pick<Handlers, 'listAccounts' | 'connectAccount' | 'disconnectAccount'> {
  function of(service: AccountService): AccountPort {
    const account = accounts.find((one) => one.service === service)
    if (account === undefined) throw new AppError('internal', `nothing keeps an account of ${service}`)
    return account
  }

  return {
    listAccounts: async () =>
      jsonReply(200, { items: await Promise.all(accounts.map((account) => account.current())) }),
    connectAccount: async ({ call, params }) => jsonReply(202, await of(params.service).connect(call)),
    disconnectAccount: async ({ call, params }) => jsonReply(200, await of(params.service).disconnect(call)),
  }
}
