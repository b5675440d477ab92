/** Whole HTTP/1.1 requests as text, ready to be written to a socket. */
export interface RequestMaker {
  get(path: string, headers: readonly string[]): string
  post(path: string, body: object): string
  /** A write that is based on the ETag that `withEtag` fills in. */
  postIfMatch(path: string, body: object): string
}

const TO_FILL = 'ETAG-TO-FILL'

/** The request, based on the content with this ETag (given without quotes). */
export const withEtag = (request: string, etag: string): string => request.replace(TO_FILL, etag)

export function createRequestMaker(port: number, token: string): RequestMaker {
  const head = (method: string, path: string, headers: readonly string[]): string =>
    `${[`${method} ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, `authorization: Bearer ${token}`, ...headers].join('\r\n')}\r\n\r\n`
  const post = (path: string, body: object, headers: readonly string[]): string => {
    const json = JSON.stringify(body)
    const about = ['content-type: application/json', `content-length: ${Buffer.byteLength(json)}`]
    return head('POST', path, [...about, ...headers]) + json
  }
  return {
    get: (path, headers) => head('GET', path, headers),
    post: (path, body) => post(path, body, []),
    postIfMatch: (path, body) => post(path, body, [`if-match: "${TO_FILL}"`]),
  }
}
