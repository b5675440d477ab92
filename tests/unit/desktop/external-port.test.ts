import { describe, expect, it } from 'vitest'
import { createExternalPort } from '../../../main/electron/external-port.ts'

describe('opening the page on which a service asks the operator', () => {
  it('opens that of Google, as the browser will read it, and no other address whatever', async () => {
    const opened: string[] = []
    const open = createExternalPort({ openExternal: async (url) => void opened.push(url) })
    await open('https://accounts.google.com/o/oauth2/v2/auth?client_id=1')
    for (const address of [
      ...['http://accounts.google.com/', 'https://accounts.google.com.evil.example/', 'https://evil.example/'],
      ...['https://a:b@accounts.google.com/', 'https://accounts.google.com:444/', 'file:///etc/passwd', 'nonsense'],
      'javascript:alert(1)//accounts.google.com',
    ])
      await expect(open(address), address).rejects.toThrow('not opened')
    expect(opened).toEqual(['https://accounts.google.com/o/oauth2/v2/auth?client_id=1'])
  })
})
