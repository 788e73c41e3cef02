/**
 * Replaces `& < > ' "` in a string by their entities.
 * @param value Any string; a clean one is given back as it is.
 */
export function escapeText(value: string): string {
  for (let index = 0; index < value.length; index++) {
    if (entityOf(value.charCodeAt(index)) !== '') return escapeFrom(value, index)
  }
  return value
}

function escapeFrom(value: string, first: number): string {
  let result = ''
  let start = 0
  for (let index = first; index < value.length; index++) {
    const found = entityOf(value.charCodeAt(index))
    if (found === '') continue
    result += value.slice(start, index) + found
    start = index + 1
  }
  return result + value.slice(start)
}

function entityOf(code: number): string {
  if (code > 62) return ''
  switch (code) {
    case 38:
      return '&amp;'
    case 60:
      return '&lt;'
    case 62:
      return '&gt;'
    case 39:
      return '&#39;'
    case 34:
      return '&#34;'
    default:
      return ''
  }
}
