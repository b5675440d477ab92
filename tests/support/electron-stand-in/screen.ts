import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import { strict } from './strict.ts'

type Shown = Pick<Electron.Display, 'id' | 'label' | 'bounds' | 'workArea' | 'size' | 'workAreaSize' | 'scaleFactor'> &
  Pick<Electron.Display, 'rotation' | 'internal'>

function displayOf(id: number, label: string, bounds: Electron.Rectangle, panel: number): Electron.Display {
  const workArea = { ...bounds, height: bounds.height - panel }
  const size = { width: bounds.width, height: bounds.height }
  const workAreaSize = { width: workArea.width, height: workArea.height }
  const display: Shown = {
    id,
    label,
    bounds,
    workArea,
    size,
    workAreaSize,
    scaleFactor: 1,
    rotation: 0,
    internal: false,
  }
  return strict('display', display) as Electron.Display
}

const overlap = (a: Electron.Rectangle, b: Electron.Rectangle): number =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y))

/** Electron's `screen`: a large display with a panel at its bottom edge, and a smaller one to the right of it. */
export class StandInScreen extends EventEmitter {
  #displays = [
    displayOf(1, 'Large', { x: 0, y: 0, width: 1920, height: 1080 }, 40),
    displayOf(2, 'Small', { x: 1920, y: 0, width: 1280, height: 1024 }, 0),
  ]
  readonly #isReady: () => boolean

  constructor(isReady: () => boolean) {
    super()
    this.#isReady = isReady
  }
  getAllDisplays(): Electron.Display[] {
    if (!this.#isReady()) throw new Error("The 'screen' module can't be used before the app 'ready' event")
    return [...this.#displays]
  }
  getPrimaryDisplay(): Electron.Display {
    const [first] = this.getAllDisplays()
    if (first === undefined) throw new Error('electron stand-in: no display')
    return first
  }
  getDisplayMatching(rect: Electron.Rectangle): Electron.Display {
    const [best] = this.getAllDisplays().toSorted((a, b) => overlap(b.bounds, rect) - overlap(a.bounds, rect))
    return best ?? this.getPrimaryDisplay()
  }
  getDisplayNearestPoint(point: Electron.Point): Electron.Display {
    return this.getDisplayMatching({ ...point, width: 1, height: 1 })
  }
  getCursorScreenPoint(): Electron.Point {
    return { x: 960, y: 540 }
  }

  /** Somebody pulls the cable of the second display. */
  unplugSecond(): void {
    const gone = this.#displays.splice(1)
    for (const display of gone) this.emit('display-removed', {}, display)
  }
}

type Imitated = 'getAllDisplays' | 'getPrimaryDisplay' | 'getDisplayMatching' | 'getDisplayNearestPoint'
null as unknown as StandInScreen satisfies Pick<Electron.Screen, Imitated | 'getCursorScreenPoint'>
