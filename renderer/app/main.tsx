import './zod-without-eval.ts'
import { createRoot } from 'react-dom/client'
import { createApi } from '../client/api.ts'
import { createHttpDoor } from '../client/http-door.ts'
import { createIpcDoor } from '../client/ipc-door.ts'
import { createSessionStore } from '../features/session/session-store.ts'
import { takeLoginCode } from './route.ts'
import { Shell } from './shell.tsx'
import { chosenTheme, showTheme } from './theme.ts'
import '../design/tokens.css'

showTheme(chosenTheme())
const place = document.getElementById('root')
if (place === null) throw new Error('index.html has no #root')

const door = window.countersign === undefined ? createHttpDoor() : createIpcDoor(window.countersign)
const sessions = createSessionStore(door, (onSignedOut) => createApi(door, onSignedOut))
void sessions.begin(takeLoginCode())
createRoot(place).render(<Shell door={door} sessions={sessions} />)
