export type Closer = () => void | Promise<void>

/** Owner of everything that is opened. Closes in reverse order, all of it, even when a closer fails. */
export interface Lifetime {
  own(what: string, close: Closer): void
  /** Idempotent. Throws an AggregateError naming every closer that failed, after all have run. */
  close(): Promise<void>
}

export function createLifetime(): Lifetime {
  const owned: { what: string; close: Closer }[] = []
  let closing: Promise<void> | null = null

  async function closeAll(): Promise<void> {
    const failures: Error[] = []
    for (let item = owned.pop(); item !== undefined; item = owned.pop()) {
      try {
        await item.close()
      } catch (cause) {
        failures.push(new Error(`${item.what} did not close`, { cause }))
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map((f) => f.message).join('; '))
  }

  return {
    own: (what, close) => {
      owned.push({ what, close })
    },
    close: () => {
      closing ??= closeAll()
      return closing
    },
  }
}

/** Runs `open` with a new lifetime. If it fails half-way, what was opened is closed before the error goes on. */
export async function openOwned<T>(
  open: (lifetime: Lifetime) => Promise<T>,
): Promise<{ value: T; lifetime: Lifetime }> {
  const lifetime = createLifetime()
  try {
    return { value: await open(lifetime), lifetime }
  } catch (error) {
    await lifetime.close().catch(() => undefined)
    throw error
  }
}
