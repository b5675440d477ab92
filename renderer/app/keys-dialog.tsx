import { Button, Key } from '../design/button.tsx'
import { Modal } from '../design/modal.tsx'

const ROWS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [['j', '↓'], 'next row'],
  [['k', '↑'], 'previous row'],
  [['Enter'], 'open it and move into it'],
  [['Esc'], 'back to the list; close a dialog'],
  [['a'], 'approve the open task or call'],
  [['r'], 'reject the open task'],
  [['d'], 'deny the open call'],
  [['x'], 'choose the call, to decide several at once'],
  [['Ctrl', 'Enter'], 'confirm in the dialog'],
  [['/'], 'search'],
  [['?'], 'this list'],
]

export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Modal title="Keys" onClose={onClose} initialFocus="button">
      <dl className="grid grid-cols-[7.5rem_1fr] gap-x-4 gap-y-2.5 px-5 py-4">
        {ROWS.map(([keys, does]) => (
          <div key={does} className="contents">
            <dt className="flex gap-1 text-soft">
              {keys.map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="px-5 pb-4 text-soft">Keys are silent while you type. Approve, reject and deny always ask first.</p>
      <div className="flex justify-end border-line border-t px-5 py-3">
        <Button look="plain" onClick={onClose}>
          Close
        </Button>
      </div>
    </Modal>
  )
}
