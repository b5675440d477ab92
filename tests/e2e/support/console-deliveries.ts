/** A GitHub issue as a webhook payload: only what the console reads. */
export function issueOpened(number: number, title: string, body: string): object {
  return {
    action: 'opened',
    repository: { full_name: 'acme/orbit' },
    issue: {
      number,
      title,
      body,
      html_url: `https://github.com/acme/orbit/issues/${number}`,
      state: 'open',
      updated_at: '2026-01-31T09:30:00Z',
    },
  }
}

/** The same issue after its words were edited. */
export function issueEdited(number: number, title: string, body: string): object {
  const opened = issueOpened(number, title, body) as { issue: object }
  return { ...opened, action: 'edited', issue: { ...opened.issue, updated_at: '2026-02-01T09:30:00Z' } }
}
