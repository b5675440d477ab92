import type { Messenger } from '../../main/core/remote/messenger.ts'

/** A messenger whose every call goes through `cut`, which lets nothing through any more once its process is dead. */
export function cutMessenger(messenger: Messenger, cut: <T>(work: () => Promise<T>) => Promise<T>): Messenger {
  return {
    send: (message) => cut(() => messenger.send(message)),
    sendOnce: (message, signal) => cut(() => messenger.sendOnce(message, signal)),
    sendFile: (file, signal) => cut(() => messenger.sendFile(file, signal)),
    edit: (id, message) => cut(() => messenger.edit(id, message)),
    answerCallback: (id, text, alert) => cut(() => messenger.answerCallback(id, text, alert)),
    fetchFile: (id, max) => cut(() => messenger.fetchFile(id, max)),
  }
}
