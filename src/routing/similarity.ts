/**
 * Tells how alike two texts are, from 0 to 1: twice the length of what they share over the length
 * of both. What they share is the longest common piece, and what is shared before and behind it
 * (Ratcliff and Obershelp), as in Python's difflib.
 */
export function similarity(first: string, second: string): number {
  const [one, two] = [[...first], [...second]]
  const total = one.length + two.length
  return total === 0 ? 1 : (2 * shared(one, two)) / total
}

function shared(first: readonly string[], second: readonly string[]): number {
  const [size, firstEnd, secondEnd] = longestPiece(first, second)
  if (size === 0) return 0
  return (
    size +
    shared(first.slice(0, firstEnd - size), second.slice(0, secondEnd - size)) +
    shared(first.slice(firstEnd), second.slice(secondEnd))
  )
}

// Gives the length of the first longest common piece, and where it ends in both.
function longestPiece(
  first: readonly string[],
  second: readonly string[],
): [size: number, firstEnd: number, secondEnd: number] {
  let best: [number, number, number] = [0, 0, 0]
  let before: number[] = []
  for (const [row, character] of first.entries()) {
    const lengths: number[] = []
    for (const [column, other] of second.entries()) {
      if (character !== other) continue
      lengths[column] = (before[column - 1] ?? 0) + 1
      if (lengths[column] > best[0]) best = [lengths[column], row + 1, column + 1]
    }
    before = lengths
  }
  return best
}
