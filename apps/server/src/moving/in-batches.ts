// Rows of files of any size, some hundred at a time: their writes share transactions, and memory holds no more than these.

/** One line of a file. */
export type Row = { readonly line: number; readonly text: string }

/** Why a row was not carried over. */
export type RowProblem = { readonly line: number; readonly user_id: string | undefined; readonly problem: string }

const AT_ONCE = 250

/** Does `work` for every row; `progress` is told how many rows are done. */
export async function inBatches(
  rows: AsyncIterable<Row>,
  work: (row: Row) => Promise<void>,
  progress: (done: number) => void,
): Promise<void> {
  let batch: Row[] = []
  let done = 0
  const finish = async (): Promise<void> => {
    await Promise.all(batch.map(work))
    done += batch.length
    batch = []
    progress(done)
  }
  for await (const row of rows) {
    batch.push(row)
    if (batch.length >= AT_ONCE) await finish()
  }
  if (batch.length > 0) await finish()
}

/** What a line of JSON says; undefined for one that is none. */
export function parseRow({ text }: Row): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
