/** Milliseconds that this process computes while `work` goes on, on all its threads. What others do on the machine meanwhile does not count. */
export async function computing(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
