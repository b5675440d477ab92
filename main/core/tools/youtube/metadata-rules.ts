/** What YouTube takes: https://developers.google.com/youtube/v3/docs/videos#properties */
export const MAX_TITLE = 100
const MAX_DESCRIPTION_BYTES = 5000
const MAX_TAGS = 500

/** Each answers null when it may be so, otherwise what is wrong. */
export function titleProblem(title: string): string | null {
  if (title.trim() === '') return 'the title is empty'
  if (title.length > MAX_TITLE) return `the title has ${title.length} characters; YouTube takes ${MAX_TITLE}`
  if (/[<>]/.test(title)) return 'the title has < or >, which YouTube does not take'
  if (/\p{Cc}/u.test(title)) return 'the title has a control character'
  return null
}

export function descriptionProblem(description: string): string | null {
  const bytes = Buffer.byteLength(description)
  if (bytes > MAX_DESCRIPTION_BYTES) return `the description has ${bytes} bytes; YouTube takes ${MAX_DESCRIPTION_BYTES}`
  if (/[<>]/.test(description)) return 'the description has < or >, which YouTube does not take'
  return null
}

/** YouTube counts a comma between two tags, and the quotation marks that it puts around a tag with a space. */
export function tagsProblem(tags: readonly string[]): string | null {
  if (tags.some((tag) => tag.trim() === '')) return 'a tag is empty'
  if (tags.some((tag) => /[<>,"]/.test(tag) || /\p{Cc}/u.test(tag)))
    return 'a tag has <, >, a comma, a quotation mark or a control character'
  const counted = tags.reduce(
    (sum, tag) => sum + tag.length + (tag.includes(' ') ? 2 : 0),
    Math.max(0, tags.length - 1),
  )
  return counted > MAX_TAGS ? `the tags come to ${counted} characters; YouTube takes ${MAX_TAGS}` : null
}

export function categoryProblem(category: string): string | null {
  return /^[1-9]\d{0,2}$/.test(category)
    ? null
    : 'the category is not the number of one, like 22; videoCategories.list has them'
}
