import OBSWebSocket from 'obs-websocket-js/json'
import { onTestFinished } from 'vitest'
import type { RunningObs } from './start-obs.ts'

/** Somebody else at the same OBS, such as a person in front of it. Gone with the test. */
export async function otherClient({ url, password }: Pick<RunningObs, 'url' | 'password'>): Promise<OBSWebSocket> {
  const client = new OBSWebSocket()
  await client.connect(url, password)
  onTestFinished(() => client.disconnect().catch(() => undefined))
  return client
}
