/** Whole HTTP/1.1 requests as text, ready to be written to a socket. */
export interface RequestMaker {
  get(path: string, headers: readonly string[]): string
  post(path: string, body: object): string
}

export function createRequestMaker(port: number, token: string): RequestMaker {
  const head = (method: string, path: string, headers: readonly string[]): string =>
    `${[`${method} ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, `authorization: Bearer ${token}`, ...headers].join('\r\n')}\r\n\r\n`
  return {
    get: (path, headers) => head('GET', path, headers),
    post: (path, body) => {
      const json = JSON.stringify(body)
      return head('POST', path, ['content-type: application/json', `content-length: ${Buffer.byteLength(json)}`]) + json
    },
  }
}
