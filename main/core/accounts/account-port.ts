import type { Account, AccountConnecting, AccountService } from '../../../contract/account.ts'
import type { Call } from '../kernel/call.ts'

/** An account of one outside service. */
export interface AccountPort {
  readonly service: AccountService
  /** As far as it is known here; the service is not asked. */
  current(): Promise<Account>
  /**
   * Begins to ask the operator in a browser; what comes of it is seen in `current`. An attempt before it ends. Throws AppError
   * `account_not_configured`.
   */
  connect(by: Call): Promise<AccountConnecting>
  /** Takes the permission back at the service as well as it goes, and forgets it here for certain. Throws AppError `audit_unavailable`. */
  disconnect(by: Call): Promise<Account>
}
