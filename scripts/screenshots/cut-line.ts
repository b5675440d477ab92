import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A line to a console that can be cut: what is behind it is away from then on, for those who came through it. */
export interface CutLine {
  readonly url: string
  cut(): void
}

export async function openCutLine(consoleUrl: string): Promise<CutLine> {
  const port = Number(new URL(consoleUrl).port)
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
      from.pipe(to)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}
