import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { ChainState } from '../../../contract/audit-chain.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { Button } from '../../design/button.tsx'
import { faceOf } from './chain-words.ts'

const ENDED = {
  whole: 'The chain is whole.',
  broken: 'The chain is broken.',
  unverified: 'The check could not be carried out.',
} as const

/** Begins a check, for those who may, and shows to everyone how far one is. */
export function VerifyChain({ chain }: { chain: ChainState }) {
  const { api, mayDecide, announce } = useServices()
  const queries = useQueryClient()
  const begin = useMutation({
    mutationFn: () => api.verifyChain(),
    onSuccess: (state) => queries.setQueryData(['chain'], state),
  })
  const isRunning = chain.state === 'verifying'
  const ran = useRef(isRunning)
  const outcome = ENDED[faceOf(chain)]
  useEffect(() => {
    if (ran.current && !isRunning) announce(outcome)
    ran.current = isRunning
  }, [isRunning, outcome, announce])

  if (isRunning) {
    const percent = Math.floor((chain.progress ?? 0) * 100)
    return (
      <span className="figures flex items-center gap-2 whitespace-nowrap text-soft text-xs">
        <progress
          aria-label="Check of the chain"
          max={100}
          value={percent}
          className="h-1.5 w-28 appearance-none overflow-hidden rounded-sm bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
        />
        Checking, {percent} %
      </span>
    )
  }
  if (!mayDecide) return null
  return (
    <>
      {begin.error !== null && (
        <span role="alert" className="text-rejected text-xs">
          {asFailure(begin.error).title}
        </span>
      )}
      <Button look="plain" className="!h-7" disabled={begin.isPending} onClick={() => begin.mutate()}>
        Verify now
      </Button>
    </>
  )
}
