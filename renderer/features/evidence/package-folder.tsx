import { useMutation, useQuery } from '@tanstack/react-query'
import { useServices } from '../../app/services.tsx'
import { useVerbs } from '../../app/use-verbs.ts'
import type { PackageAddress } from '../../client/door.ts'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { CopyButton } from '../../design/copy-button.tsx'
import { FolderIcon } from '../../design/icons.tsx'
import { ProblemView } from '../../design/problem-view.tsx'
import { packagePath } from './package-path.ts'

/** The way to the files of a package: a button where there is a desktop, otherwise where they lie on the machine of the service. */
export function PackageFolder({ address }: { address: PackageAddress }) {
  const { openEvidence } = useServices().api
  if (openEvidence === null) return <PackagePath address={address} />
  return <OpenFolder address={address} open={openEvidence} />
}

function OpenFolder({ address, open }: { address: PackageAddress; open: (address: PackageAddress) => Promise<void> }) {
  const { announce } = useServices()
  const opening = useMutation({
    mutationFn: () => open(address),
    onSuccess: () => announce(`The folder of ${address.package_id} is open`),
  })
  const title = `Open the evidence folder ${address.package_id}`
  useVerbs([{ id: `folder:${address.package_id}`, title, keys: [], whyNot: null, run: () => opening.mutate() }])
  return (
    <>
      <Button
        look="quiet"
        className="!h-6 !px-1.5 !text-xs"
        disabled={opening.isPending}
        onClick={() => opening.mutate()}
      >
        <FolderIcon className="size-3.5" />
        Open folder
      </Button>
      {opening.error !== null && (
        <div className="basis-full py-1.5">
          <ProblemView failure={asFailure(opening.error)} onRetry={null} />
        </div>
      )}
    </>
  )
}

function PackagePath({ address }: { address: PackageAddress }) {
  const { correlation_id, package_id } = address
  const path = useQuery({
    queryKey: ['package-path', correlation_id, package_id],
    queryFn: () => packagePath(address),
    staleTime: Number.POSITIVE_INFINITY,
  }).data
  if (path === undefined || path === null) return null
  return (
    <span
      className="inline-flex min-w-0 basis-full items-center gap-1"
      title="Where it lies in the data root, on the machine of the service"
    >
      <code className="min-w-0 select-all break-all text-faint text-xs">{path}</code>
      <CopyButton text={path} what={`the folder of ${package_id}`} />
    </span>
  )
}
