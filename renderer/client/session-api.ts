import { Session } from '../../contract/session.ts'
import type { Requests } from './requests.ts'

/** The routes by which a session begins and ends. Every function rejects with RequestFailed. */
export interface SessionApi {
  session(): Promise<Session>
  logIn(code: string): Promise<Session>
  logOut(): Promise<void>
}

export function createSessionApi({ get, post, remove }: Requests): SessionApi {
  return {
    session: () => get(Session, '/api/session', null),
    logIn: (code) => post(Session, '/api/session', { code }),
    logOut: () => remove('/api/session'),
  }
}
