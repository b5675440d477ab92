import { runInSession } from './run-in-session.ts'
import type { TestBus } from './test-bus.ts'

const PATH = '/org/freedesktop/portal/desktop'
const IMPL = 'org.freedesktop.impl.portal'

/** The person at the screen: what they were asked, and what they will say. */
export interface Person {
  readonly questions: readonly string[]
  answers: 'allow' | 'deny'
}

/**
 * What a desktop brings along for the portal, on this name of the bus: the question to the person
 * (https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.impl.portal.Access.html), and pictures by grim, as version 2, of
 * which the portal itself asks for permission (…/doc-org.freedesktop.impl.portal.Screenshot.html).
 */
export async function startBackend(bus: TestBus, name: string, file: string): Promise<Person> {
  const client = await bus.connect()
  const questions: string[] = []
  const person: Person = { questions, answers: 'deny' }
  const AccessDialog = (_handle: string, _app: string, _parent: string, title: string, sub: string) => {
    questions.push(`${title} ${sub}`)
    return [person.answers === 'allow' ? 0 : 1, {}]
  }
  const Screenshot = async () => {
    await runInSession(bus.env, 'grim', [file])
    return [0, { uri: new URL(file, 'file:///').href }]
  }
  const named = (names: string): string[] => names.split(' ')
  client.exportInterface({ AccessDialog }, PATH, {
    name: `${IMPL}.Access`,
    methods: {
      AccessDialog: [
        ...(['osssssa{sv}', 'ua{sv}'] as const),
        named('handle app_id parent_window title subtitle body options'),
        named('response results'),
      ],
    },
  })
  client.exportInterface({ Screenshot, version: 2 }, PATH, {
    name: `${IMPL}.Screenshot`,
    methods: {
      Screenshot: ['ossa{sv}', 'ua{sv}', named('handle app_id parent_window options'), named('response results')],
    },
    properties: { version: { type: 'u', access: 'read' } },
  })
  await client.requestName(name, 0)
  return person
}
