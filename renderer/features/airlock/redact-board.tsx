import { type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { Artifact } from '../../../contract/evidence.ts'
import { Button } from '../../design/button.tsx'
import { inside, middleOf, nudged, type Point, placeOf, type Region, regionBetween, type Size } from './regions.ts'

const MOST = 50

interface RedactBoardProps {
  artifact: Artifact
  bytes: Uint8Array<ArrayBuffer>
  regions: readonly Region[]
  onRegions: (regions: readonly Region[]) => void
  /** Shown where the browser cannot show the recording. */
  instead: ReactNode
}

/** The first moment of a recording, to draw rectangles on: with the pointer, or with keys and numbers. */
export function RedactBoard({ artifact, bytes, regions, onRegions, instead }: RedactBoardProps) {
  const [url, setUrl] = useState<string | null>(null)
  const [size, setSize] = useState<Size | null>(null)
  const [isRefused, setRefused] = useState(false)
  const [drawn, setDrawn] = useState<{ readonly from: Point; readonly to: Point } | null>(null)
  const board = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type: artifact.media_type }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [artifact, bytes])

  const pointOf = (event: PointerEvent): Point => {
    const box = board.current?.getBoundingClientRect()
    if (box === undefined) return { x: 0, y: 0 }
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height }
  }
  const set = (place: number, region: Region) =>
    onRegions(regions.map((each, at) => (at === place ? (size === null ? region : inside(region, size)) : each)))
  const end = () => {
    const region = drawn === null || size === null ? null : regionBetween(drawn.from, drawn.to, size)
    setDrawn(null)
    if (region !== null && regions.length < MOST) onRegions([...regions, region])
  }
  const drawing = drawn === null || size === null ? null : regionBetween(drawn.from, drawn.to, size)
  if (isRefused) return instead
  return (
    <div className="flex flex-col gap-3">
      <div
        ref={board}
        data-testid="board"
        className="relative w-fit max-w-full touch-none select-none overflow-hidden rounded-sm border border-line"
        onPointerDown={(event) => {
          if (event.target instanceof HTMLButtonElement || size === null) return
          event.currentTarget.setPointerCapture(event.pointerId)
          setDrawn({ from: pointOf(event), to: pointOf(event) })
        }}
        onPointerMove={(event) => {
          if (drawn !== null) setDrawn({ from: drawn.from, to: pointOf(event) })
        }}
        onPointerUp={end}
        onPointerCancel={() => setDrawn(null)}
      >
        {url !== null && (
          <video
            src={url}
            muted
            preload="auto"
            aria-label={`First moment of ${artifact.path}`}
            className="pointer-events-none block max-h-[26rem] max-w-full"
            onLoadedData={({ currentTarget: { videoWidth, videoHeight } }) =>
              setSize({ width: videoWidth, height: videoHeight })
            }
            onError={() => setRefused(true)}
          />
        )}
        {size !== null &&
          regions.map((region, place) => (
            <button
              // biome-ignore lint/suspicious/noArrayIndexKey: rectangles have no name but their place
              key={place}
              type="button"
              aria-label={`Rectangle ${place + 1}: ${wordsOf(region)}. Arrow keys move it, with Shift they change its size, Delete removes it.`}
              style={placeOf(region, size)}
              className="absolute border-2 border-white bg-black outline-offset-2"
              onKeyDown={(event) => {
                if (event.key === 'Delete' || event.key === 'Backspace') {
                  event.preventDefault()
                  onRegions(regions.filter((_, at) => at !== place))
                }
                const next = nudged(region, event.key, event.shiftKey, size)
                if (next === null) return
                event.preventDefault()
                set(place, next)
              }}
            />
          ))}
        {drawing !== null && size !== null && (
          <div
            aria-hidden="true"
            style={placeOf(drawing, size)}
            className="absolute border-2 border-white bg-black opacity-70"
          />
        )}
      </div>
      {size !== null && (
        <>
          <p className="text-soft text-xs">
            Draw with the pointer, or add a rectangle and give its place in pixels; the picture has {size.width} ×{' '}
            {size.height}.
          </p>
          <RegionList size={size} regions={regions} onRegion={set} onRegions={onRegions} />
        </>
      )}
    </div>
  )
}

const wordsOf = ({ x, y, width, height }: Region): string => `${width} × ${height} at ${x}, ${y}`

interface RegionListProps {
  size: Size
  regions: readonly Region[]
  onRegion: (place: number, region: Region) => void
  onRegions: (regions: readonly Region[]) => void
}

const PARTS = [
  ['x', 'from left'],
  ['y', 'from top'],
  ['width', 'width'],
  ['height', 'height'],
] as const

function RegionList({ size, regions, onRegion, onRegions }: RegionListProps) {
  return (
    <div className="flex flex-col gap-2">
      <ol aria-label="Rectangles" className="flex flex-col gap-2 empty:hidden">
        {regions.map((region, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rectangles have no name but their place
          <li key={place}>
            <fieldset className="flex flex-wrap items-end gap-2">
              <legend className="mb-1 font-medium text-xs">Rectangle {place + 1}</legend>
              {PARTS.map(([part, word]) => (
                <label key={part} className="flex flex-col text-soft text-xs">
                  {word}
                  <input
                    type="number"
                    min={0}
                    value={region[part]}
                    onChange={({ target }) => onRegion(place, { ...region, [part]: Number(target.value) })}
                    className="figures h-7 w-20 rounded-md border border-line-strong bg-surface px-2 text-ink"
                  />
                </label>
              ))}
              <Button
                look="quiet"
                className="!h-7"
                aria-label={`Remove rectangle ${place + 1}`}
                onClick={() => onRegions(regions.filter((_, at) => at !== place))}
              >
                Remove
              </Button>
            </fieldset>
          </li>
        ))}
      </ol>
      <Button
        look="plain"
        className="!h-7 self-start"
        disabled={regions.length >= MOST}
        onClick={() => onRegions([...regions, middleOf(size)])}
      >
        Add a rectangle
      </Button>
    </div>
  )
}
