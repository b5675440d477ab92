export interface Bridge {
  /** Calls the other world and returns what it answered; throws what it threw. */
  send(kind: string, value: unknown): unknown
  answer(kind: string, handler: (value: unknown) => unknown): void
}

/**
 * One end of a synchronous bridge between the two JavaScript worlds of one page: DOM events cross worlds, and the browser clones what
 * their `detail` holds; functions and promises are carried by number. Sent to the page as text: it may use nothing outside itself.
 */
export function makeBridge(nonce: string, here: string, there: string): Bridge {
  type Packed =
    | { t: 'function'; id: number }
    | { t: 'promise'; id: number }
    | { t: 'array'; v: Packed[] }
    | { t: 'error'; v: string }
    | { t: 'object'; v: [string, Packed][] }
    | { t: 'clone'; v: unknown }
  type Anything = (...args: unknown[]) => unknown
  const MadeEvent = CustomEvent
  const fire = window.dispatchEvent.bind(window)
  const functions = new Map<number, Anything>()
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  const returned = new Map<number, { ok: boolean; value: Packed }>()
  const handlers = new Map<string, (value: unknown) => unknown>()
  const COPIED_WHOLE = /^\[object (Date|Map|Set|ArrayBuffer|RegExp|Blob|File|.*Array)\]$/
  let last = 0

  function pack(value: unknown): Packed {
    if (typeof value === 'function') {
      functions.set(++last, value as Anything)
      return { t: 'function', id: last }
    }
    if (value instanceof Promise) {
      const id = ++last
      value.then(
        (result) => send('settle', { id, ok: true, result }),
        (error) => send('settle', { id, ok: false, result: error instanceof Error ? error : String(error) }),
      )
      return { t: 'promise', id }
    }
    if (Array.isArray(value)) return { t: 'array', v: value.map(pack) }
    if (value instanceof Error) return { t: 'error', v: value.message }
    if (value !== null && typeof value === 'object' && !COPIED_WHOLE.test(Object.prototype.toString.call(value)))
      return { t: 'object', v: Object.entries(value).map(([key, part]) => [key, pack(part)]) }
    return { t: 'clone', v: value }
  }

  function unpack(packed: Packed): unknown {
    if (packed.t === 'function') return (...args: unknown[]) => send('call', { id: packed.id, args })
    if (packed.t === 'promise') {
      const promise = Promise.withResolvers<unknown>()
      waiting.set(packed.id, promise)
      return promise.promise
    }
    if (packed.t === 'array') return packed.v.map(unpack)
    if (packed.t === 'error') return new Error(packed.v)
    if (packed.t === 'object') return Object.fromEntries(packed.v.map(([key, part]) => [key, unpack(part)]))
    return packed.v
  }

  function send(kind: string, value: unknown): unknown {
    const reply = ++last
    fire(new MadeEvent(nonce + there, { detail: { kind, reply, value: pack(value) } }))
    const result = returned.get(reply)
    returned.delete(reply)
    if (result === undefined) return undefined
    if (result.ok) return unpack(result.value)
    throw unpack(result.value)
  }

  handlers.set('call', (value) => {
    const { id, args } = value as { id: number; args: unknown[] }
    return functions.get(id)?.(...args)
  })
  handlers.set('settle', (value) => {
    const { id, ok, result } = value as { id: number; ok: boolean; result: unknown }
    const promise = waiting.get(id)
    waiting.delete(id)
    if (ok) promise?.resolve(result)
    else promise?.reject(result)
  })

  window.addEventListener(nonce + here, (event) => {
    const { kind, reply, ok, value } = (event as CustomEvent).detail as {
      kind: string
      reply: number
      ok: boolean
      value: Packed
    }
    if (kind === 'return') {
      returned.set(reply, { ok, value })
      return
    }
    const result = { ok: true, value: undefined as unknown }
    try {
      result.value = handlers.get(kind)?.(unpack(value))
    } catch (error) {
      result.ok = false
      result.value = error instanceof Error ? error : new Error(String(error))
    }
    fire(new MadeEvent(nonce + there, { detail: { kind: 'return', reply, ok: result.ok, value: pack(result.value) } }))
  })

  return {
    send,
    answer: (kind, handler) => {
      handlers.set(kind, handler)
    },
  }
}

/** The page's own world: receives what the preload script exposes, frozen to the last member. */
export function runPageWorld(nonce: string, bridgeOf: typeof makeBridge): void {
  const bridge = bridgeOf(nonce, 'page', 'preload')
  function freeze(value: unknown): unknown {
    if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value
    if (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype)
      for (const part of Object.values(Object.freeze(value))) freeze(part)
    return value
  }
  bridge.answer('expose', (exposed) => {
    const { key, api } = exposed as { key: string; api: unknown }
    if (key in window) throw new Error('Cannot bind an API on top of an existing property on the window object')
    const fixed = { writable: false, configurable: false, enumerable: true }
    Object.defineProperty(window, key, { value: freeze(api), ...fixed })
  })
  bridge.answer('are you there', () => true)
  bridge.send('here I am', null)
}
