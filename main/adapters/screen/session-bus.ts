import { connect } from 'node:net'
import type { Message } from 'dbus-native'

/** What another program on the bus is asked. `signature`: https://dbus.freedesktop.org/doc/dbus-specification.html#type-system */
export interface BusCall {
  readonly destination: string
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly signature: string
  readonly body: readonly unknown[]
}

/** One connection to a bus, of one call of a tool. */
export interface SessionBus {
  /** The name that the bus gave us: `:1.42`. */
  readonly name: string
  /** The values of the answer. Throws BusFailure, or what the signal fell for. */
  call(call: BusCall, signal: AbortSignal): Promise<readonly unknown[]>
  /** Sent, and no answer waited for. */
  send(call: BusCall): void
  /** Every signal that comes in; whoever listens looks at the sender. */
  onSignal(listener: (message: Message) => void): void
  /** Rejects with BusFailure when the connection ends before it was closed. */
  readonly lost: Promise<never>
  close(): void
}

/** `reason`: the name of the error on the bus, or null for one of the connection. The message comes from outside: untrusted. */
export class BusFailure extends Error {
  readonly reason: string | null
  constructor(reason: string | null, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'BusFailure'
    this.reason = reason
  }
}

const THE_BUS = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' } as const
const SIGNAL = 4
const NO_REPLY_EXPECTED = 1
/** An answer of a portal has some hundred bytes. */
const MOST_BYTES = 1_048_576
const HANG_UP_MS = 500

/** A question to the bus itself. */
export const busCall = (member: string, signature: string, ...body: unknown[]): BusCall => ({
  ...{ ...THE_BUS, interface: 'org.freedesktop.DBus', member, signature, body },
})

/**
 * Connects to a session bus. `socket`: as sessionBusSocket() answers it. Only EXTERNAL is offered: the bus asks the kernel who we are, and
 * nothing is read from the disk or shown to it. The library is loaded when it is first needed. `busctl` and `gdbus` would not do instead:
 * they end, or hang up, before the portal sends its response to the connection that asked. Throws BusFailure.
 */
export async function openSessionBus(socket: string, signal: AbortSignal): Promise<SessionBus> {
  signal.throwIfAborted()
  const { createClient } = await import('dbus-native')
  const options = { authMethods: ['EXTERNAL'], maxMessageSize: MOST_BYTES, timeout: 0 }
  // `direct`: the library greets the bus by itself otherwise, and throws past everybody when the bus does not greet back.
  const client = createClient({ ...options, stream: connect(socket), direct: true })
  const { connection } = client
  const lost = Promise.withResolvers<never>()
  lost.promise.catch(() => undefined)
  let isLost = false
  const lose = (cause?: Error): void => {
    isLost = true
    lost.reject(new BusFailure(null, cause?.message ?? 'the session bus hung up', { cause }))
  }
  connection.on('error', lose)
  connection.on('handlerError', lose)
  connection.on('end', () => lose())
  connection.on('close', lose)

  async function call(call: BusCall, given: AbortSignal): Promise<readonly unknown[]> {
    given.throwIfAborted()
    const answered = new Promise<readonly unknown[]>((resolve, reject) => {
      client.invoke({ ...call, body: [...call.body] }, { signal: given }, (error: unknown, ...values: unknown[]) =>
        error ? reject(given.aborted ? given.reason : failureOf(error)) : resolve(values),
      )
    })
    return Promise.race([answered, lost.promise])
  }

  /** What was sent before still goes out; a bus that does not hang up in turn is left. */
  function close(): void {
    const { stream } = connection
    const patience = setTimeout(() => stream.destroy(), HANG_UP_MS)
    connection.on('close', () => clearTimeout(patience))
    connection.end()
  }

  try {
    const [name] = await call(busCall('Hello', ''), signal)
    if (typeof name !== 'string') throw new BusFailure(null, 'the session bus gave no name')
    client.name = name
    return {
      name,
      call,
      send: (message) => {
        const sent = { ...message, body: [...message.body], flags: NO_REPLY_EXPECTED, serial: client.serial++, type: 1 }
        if (!isLost) connection.message(sent)
      },
      onSignal: (listener) =>
        connection.on('message', (message) => {
          if (message.type === SIGNAL) listener(message)
        }),
      lost: lost.promise,
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}

function failureOf(error: unknown): BusFailure {
  const { dbusName, message, code } = error as { dbusName?: string; message?: string; code?: string }
  // The library's own errors have a code, and borrow names of the bus.
  return new BusFailure(code === undefined ? (dbusName ?? null) : null, message ?? String(error), { cause: error })
}
