import { open, rename } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { answerParent } from './process/answer-parent.ts'

export interface RawEventPlan {
  /** Folder of the file that a `write` is about. */
  readonly folder: string
  readonly fileBytes: number
  /** Length of the frame in bytes, as the service sends it. */
  readonly frameBytes: number
}

/**
 * The least that telling all clients can cost: one loop over their sockets. Whoever sends `GET` listens; `loop` sends the frame
 * to all listeners; `write` first writes a file (temporary file, fsync, rename), as an approval has to. Answers with its port.
 */
async function serve(plan: RawEventPlan): Promise<number> {
  const listeners = new Set<Socket>()
  const bytes = Buffer.alloc(plan.fileBytes, 'x')
  const start = 'id: 1\nevent: task_approved\ndata: {"padding":"'
  const frame = Buffer.from(`${start}${'x'.repeat(Math.max(0, plan.frameBytes - start.length - 4))}"}\n\n`)

  async function write(): Promise<void> {
    const temporary = join(plan.folder, '.tmp-task')
    const handle = await open(temporary, 'w')
    await handle.writeFile(bytes)
    await handle.sync()
    await handle.close()
    await rename(temporary, join(plan.folder, 'task.json'))
  }

  async function onRequest(socket: Socket, text: string): Promise<void> {
    if (text.startsWith('GET')) {
      listeners.add(socket)
      socket.write(': connected\n\n')
      return
    }
    if (text.startsWith('POST /write')) await write()
    for (const listener of listeners) listener.write(frame)
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
  }

  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined)
    socket.on('close', () => listeners.delete(socket))
    socket.on('data', (chunk) => void onRequest(socket, chunk.toString('latin1')))
  })
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve))
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

answerParent<RawEventPlan, number>(serve)
