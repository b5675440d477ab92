import type { Browser } from 'playwright'

/** A moment of a real recording, made by the browser itself. */
export async function recordedVideo(browser: Browser): Promise<Uint8Array> {
  const page = await browser.newPage()
  const bytes = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 32 })
    const paint = canvas.getContext('2d')
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm' })
    const parts: Blob[] = []
    recorder.ondataavailable = ({ data }) => parts.push(data)
    const stopped = new Promise((resolve) => {
      recorder.onstop = resolve
    })
    recorder.start()
    for (let frame = 0; frame < 10; frame += 1) {
      paint?.fillRect(frame, frame, 10, 10)
      await new Promise(requestAnimationFrame)
    }
    recorder.requestData()
    recorder.stop()
    await stopped
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())]
  })
  await page.close()
  return new Uint8Array(bytes)
}
