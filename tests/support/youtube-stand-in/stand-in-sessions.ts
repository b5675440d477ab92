import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody, sendError, sendJson } from './stand-in-answers.ts'
import type { Fault, FaultPlan } from './stand-in-faults.ts'
import type { StandInVideo, StandInVideos } from './stand-in-videos.ts'

interface Session {
  readonly total: number
  readonly resource: { snippet?: object; status?: object }
  /** The request before, to its end: one session takes one after the other, also when a client is gone in the middle of one. */
  before: Promise<unknown>
  stored: Buffer
  video: StandInVideo | null
}

/** https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol */
export interface StandInSessions {
  readonly opened: () => number
  readonly ended: () => number
  /** What a client did that the protocol does not allow. */
  readonly violations: string[]
  /** Called when a request to a session has come in, before anything is done, and once its bytes are stored. */
  onStep: (step: string) => void
  serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean>
}

const UNIT = 256 * 1024
const PATH = '/upload/youtube/v3/videos'

export function createStandInSessions(faults: FaultPlan, videos: StandInVideos): StandInSessions {
  const sessions = new Map<string, Session>()
  let opened = 0
  let ended = 0

  const wrong = (response: ServerResponse, what: string): void => {
    self.violations.push(what)
    sendError(response, 400, 'badRequest')
  }

  async function open(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const body = await readBody(request, 1_000_000)
    self.onStep('open: asked')
    const fault = faults.take('open')
    if (fault?.kind === 'cut') return void response.destroy()
    if (fault?.kind === 'status') return refuse(response, fault)
    const total = Number(request.headers['x-upload-content-length'])
    if (
      !Number.isSafeInteger(total) ||
      total <= 0 ||
      !String(request.headers['x-upload-content-type']).startsWith('video/')
    )
      return wrong(response, 'the opening does not say what comes')
    const id = randomBytes(16).toString('hex')
    sessions.set(id, {
      total,
      resource: JSON.parse(body.toString()),
      before: Promise.resolve(),
      stored: Buffer.alloc(0),
      video: null,
    })
    opened += 1
    const location = `http://${request.headers.host}${PATH}?${url.searchParams}&upload_id=${id}`
    self.onStep('open: answering')
    if (fault?.kind === 'lost answer') return void response.destroy()
    response.writeHead(200, { location }).end()
  }

  function inTurn(id: string, work: () => Promise<void>): Promise<void> {
    const session = sessions.get(id)
    const done = (session?.before ?? Promise.resolve()).then(work)
    if (session !== undefined) session.before = done.catch(() => undefined)
    return done
  }

  async function put(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const range = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+)$/.exec(request.headers['content-range'] ?? '')
    const from = range?.[1] === undefined ? null : Number(range[1])
    self.onStep(from === null ? 'ask: asked' : `chunk ${from}: begins`)
    const fault = faults.take(from === null ? 'ask' : 'chunk')
    if (fault?.kind === 'expired') sessions.delete(id)
    const session = sessions.get(id)
    if (session === undefined) return sendError(response, fault?.kind === 'expired' ? fault.status : 404, 'notFound')
    if (fault?.kind === 'loses')
      session.stored = session.stored.subarray(0, Math.max(0, session.stored.length - fault.bytes))
    if (range === null || Number(range[3]) !== session.total) return wrong(response, 'Content-Range does not fit')
    if (from !== null && session.video === null) {
      const length = Number(range[2]) - from + 1
      if (from !== session.stored.length && fault?.kind !== 'loses')
        return wrong(response, `bytes from ${from} while ${session.stored.length} are there`)
      if (length % UNIT !== 0 && from + length !== session.total) return wrong(response, `a chunk of ${length} bytes`)
      if (from === session.stored.length) await store(request, session, fault, length)
      else await readBody(request, length)
    } else await readBody(request, session.total)
    self.onStep(from === null ? 'ask: answering' : `chunk ${from}: stored`)
    if (fault?.kind === 'cut' || fault?.kind === 'lost answer') return void response.destroy()
    if (fault?.kind === 'status') return refuse(response, fault)
    say(response, session, fault)
  }

  async function store(request: IncomingMessage, session: Session, fault: Fault | null, length: number): Promise<void> {
    const keep = fault !== null && 'keep' in fault ? Math.min(length, fault.keep) : length
    const bytes = await readBody(request, fault?.kind === 'cut' ? keep : length)
    session.stored = Buffer.concat([session.stored, bytes.subarray(0, keep)])
    if (session.stored.length < session.total || session.video !== null) return
    const sha256 = createHash('sha256').update(session.stored).digest('hex')
    session.video = videos.add(session.resource, sha256, session.total)
  }

  function say(response: ServerResponse, { stored, video }: Session, fault: Fault | null): void {
    const has = fault?.kind === 'lies' ? fault.range : stored.length === 0 ? null : `bytes=0-${stored.length - 1}`
    if (video === null) response.writeHead(308, has === null ? {} : { range: has }).end()
    else sendJson(response, 201, { kind: 'youtube#video', id: video.id, status: video.status })
  }

  const self: StandInSessions = {
    opened: () => opened,
    ended: () => ended,
    violations: [],
    onStep: () => undefined,
    serve: async (request, response, url) => {
      if (url.pathname !== PATH) return false
      const id = url.searchParams.get('upload_id')
      if (request.method === 'POST' && id === null) await open(request, response, url)
      else if (request.method === 'PUT' && id !== null) await inTurn(id, () => put(request, response, id))
      else if (request.method === 'DELETE' && id !== null) {
        ended += sessions.delete(id) ? 1 : 0
        response.writeHead(499).end()
      } else return false
      return true
    },
  }
  return self
}

function refuse(response: ServerResponse, fault: Extract<Fault, { kind: 'status' }>): void {
  const headers = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }
  sendError(response, fault.status, fault.reason ?? 'backendError', headers)
}
