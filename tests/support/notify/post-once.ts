/** Posts one webhook to the address in the arguments and prints what came of it: a process of its own can trust a certificate of its own. */
import { resolveBySystem } from '../../../main/adapters/notify/checked-lookup.ts'
import { createWebhookPost } from '../../../main/adapters/notify/webhook-post.ts'

const post = createWebhookPost(resolveBySystem)
const signal = AbortSignal.timeout(30_000)
const url = process.argv[2] ?? ''
process.stdout.write(JSON.stringify(await post({ url, headers: {}, body: 'hello', private_allowed: false }, signal)))
