import type { Sha256 } from '../../../../contract/ids.ts'
import type { ToolStatus } from '../../../../contract/tool.ts'

export interface VisionQuestion {
  /** Absolute path of the picture. */
  readonly file: string
  /** Of its bytes: nothing else is sent. */
  readonly sha256: Sha256
  readonly media_type: string
  readonly prompt: string
}

/** What an endpoint says of a picture: words of somebody else, bounded and inert. */
export interface VisionAnswer {
  readonly text: string
  /** There was more of it. */
  readonly cut: boolean
  /** The model that was asked for, and what the endpoint calls the one that answered. */
  readonly model: string
  readonly answered_by: string | null
  /** Host and port of the endpoint. */
  readonly endpoint: string
}

/** An endpoint that looks at pictures. Each throws ToolError (vision-failures.ts). */
export interface VisionPort {
  /** What is known without asking. */
  status(): ToolStatus
  /** The answer is in `folder`, the work folder of the call, when this resolves. */
  describe(question: VisionQuestion, folder: string, signal: AbortSignal): Promise<VisionAnswer>
  /** The answer that came before the console died; null when none had. */
  described(folder: string): Promise<VisionAnswer | null>
}
