export function isNewEnough(version: string | undefined): boolean
export function chooseNode(root: string): string
