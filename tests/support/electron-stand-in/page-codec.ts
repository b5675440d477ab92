export interface Codec {
  encode(value: unknown): string
  decode(text: string): unknown
}

/**
 * IPC values as text: what structured clone carries between processes, less cycles, Blob and ports. Runs on both sides, in the page
 * from its own source text, so it may use nothing outside itself.
 */
export function makeCodec(): Codec {
  const MOST_DEEP = 200

  function packBytes(value: ArrayBuffer | ArrayBufferView): unknown {
    const view = ArrayBuffer.isView(value)
      ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      : new Uint8Array(value)
    let binary = ''
    for (const byte of view) binary += String.fromCharCode(byte)
    const kind = value.constructor.name === 'Buffer' ? 'Uint8Array' : value.constructor.name
    return ['bytes', kind, btoa(binary)]
  }

  function pack(value: unknown, depth: number): unknown {
    if (depth > MOST_DEEP) throw new TypeError('electron stand-in: a cycle, or too deep')
    const inner = (part: unknown): unknown => pack(part, depth + 1)
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (value === undefined) return ['undefined']
    if (typeof value === 'number') {
      if (Object.is(value, -0)) return ['number', '-0']
      return Number.isFinite(value) ? value : ['number', String(value)]
    }
    if (typeof value === 'bigint') return ['bigint', String(value)]
    if (typeof value !== 'object') throw new Error('An object could not be cloned.')
    if (Array.isArray(value)) return ['array', value.map(inner)]
    if (value instanceof Date) return ['date', value.getTime()]
    if (value instanceof Map) return ['map', [...value].map(([key, part]) => [inner(key), inner(part)])]
    if (value instanceof Set) return ['set', [...value].map(inner)]
    if (value instanceof Error) return ['error', value.name, value.message]
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return packBytes(value)
    return ['object', Object.entries(value).map(([key, part]) => [key, inner(part)])]
  }

  function unpackBytes(kind: string, text: string): unknown {
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
    if (kind === 'ArrayBuffer') return bytes.buffer
    const View = (globalThis as unknown as Record<string, new (buffer: ArrayBuffer) => unknown>)[kind]
    if (View === undefined) throw new TypeError(`electron stand-in: no ${kind} here`)
    return new View(bytes.buffer)
  }

  function unpack(packed: unknown): unknown {
    if (!Array.isArray(packed)) return packed
    const [kind, first, second] = packed as [string, unknown, unknown]
    const pairs = (): [unknown, unknown][] => (first as [unknown, unknown][]).map(([key, part]) => [key, unpack(part)])
    if (kind === 'undefined') return undefined
    if (kind === 'number') return Number(first)
    if (kind === 'bigint') return BigInt(first as string)
    if (kind === 'array') return (first as unknown[]).map(unpack)
    if (kind === 'date') return new Date(first as number)
    if (kind === 'map') return new Map(pairs().map(([key, part]) => [unpack(key), part]))
    if (kind === 'set') return new Set((first as unknown[]).map(unpack))
    if (kind === 'error') return Object.assign(new Error(second as string), { name: first })
    if (kind === 'object') return Object.fromEntries(pairs() as [string, unknown][])
    return unpackBytes(first as string, second as string)
  }

  return { encode: (value) => JSON.stringify(pack(value, 0)), decode: (text) => unpack(JSON.parse(text)) }
}
