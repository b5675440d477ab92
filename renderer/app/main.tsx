import './zod-without-eval.ts'
import { createRoot } from 'react-dom/client'
import { createHttpDoor } from '../client/http-door.ts'
import { createIpcDoor } from '../client/ipc-door.ts'
import { createRequests } from '../client/requests.ts'
import { createSessionApi } from '../client/session-api.ts'
import { createSessionStore } from '../features/session/session-store.ts'
import { takeLoginCode } from './login-code.ts'
import { createPart } from './part.ts'
import { Shell } from './shell.tsx'
import { chosenTheme, showTheme } from './theme.ts'
import '../design/tokens.css'

showTheme(chosenTheme())
const place = document.getElementById('root')
if (place === null) throw new Error('index.html has no #root')

const door = window.countersign === undefined ? createHttpDoor() : createIpcDoor(window.countersign)
const sessions = createSessionStore(door, (onSignedOut) => createSessionApi(createRequests(door, onSignedOut)))
// The largest file comes while the session is asked for, and is not evaluated in one go with this one.
const consolePart = createPart(() => import('./console.tsx'))
consolePart.fetch()
void sessions.begin(takeLoginCode())
createRoot(place).render(<Shell door={door} sessions={sessions} consolePart={consolePart} />)
