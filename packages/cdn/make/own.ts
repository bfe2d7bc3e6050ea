// Our client and our login box, each as `symbolon` of the page.
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.ts'
import type { Sources } from './make.ts'

const script = (module: string): Promise<string> =>
  bundle({ input: fileURLToPath(import.meta.resolve(module)), name: 'symbolon' })

export async function ownScripts(): Promise<Sources> {
  const [client, box] = await Promise.all([script('@symbolon/browser'), script('@symbolon/widget')])
  return { 'symbolon.js': client, 'symbolon-widget.js': box }
}
