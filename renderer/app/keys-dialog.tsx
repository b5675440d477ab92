import { Button } from '../design/button.tsx'
import { Modal, ModalFoot } from '../design/modal.tsx'
import { ShortcutList } from '../features/shortcuts/shortcut-list.tsx'
import { MOST_USED } from '../features/shortcuts/shortcut-table.ts'
import { formatRoute } from './route.ts'

/** The most used keys, above the page that they are for. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Modal title="Keys" onClose={onClose} initialFocus="button">
      <div className="flex flex-col gap-5 px-5 py-4">
        {MOST_USED.map(({ name, shortcuts }) => (
          <div key={name}>
            <h3 className="mb-2 font-semibold text-soft text-xs">{name}</h3>
            <ShortcutList name={name} shortcuts={shortcuts} />
          </div>
        ))}
        <p className="text-soft">Keys are silent while you type. Approve, reject and deny always ask first.</p>
      </div>
      <ModalFoot>
        <a
          href={formatRoute({ page: 'shortcuts' })}
          onClick={onClose}
          className="mr-auto rounded-sm text-accent underline-offset-2 hover:underline"
        >
          All keys
        </a>
        <Button look="plain" onClick={onClose}>
          Close
        </Button>
      </ModalFoot>
    </Modal>
  )
}
