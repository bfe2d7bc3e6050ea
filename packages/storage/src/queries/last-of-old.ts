/** The last of those that come before the first young one, oldest first; undefined where there is none. */
export function lastOfOld<Row>(oldest: readonly Row[], isYoung: (row: Row) => boolean): Row | undefined {
  const young = oldest.findIndex(isYoung)
  return young === -1 ? oldest.at(-1) : oldest[young - 1]
}
