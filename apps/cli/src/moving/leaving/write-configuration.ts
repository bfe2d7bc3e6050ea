// A tenant's configuration as a folder that symbolon apply, symbolon import auth0 and auth0-deploy-cli read.
import type { ManagementClient } from '../../management-client.ts'
import { collectCode } from './collect-code.ts'
import { collectLooks } from './collect-looks.ts'
import { collectThings } from './collect-things.ts'
import { writeDirectory } from './write-directory.ts'

/** Reads it all, and writes it into `folder`, which must be empty or not there. Nothing secret is in it. */
export async function writeConfiguration(management: ManagementClient, folder: string): Promise<void> {
  const assets = {
    ...(await collectThings(management)),
    ...(await collectCode(management)),
    ...(await collectLooks(management)),
  }
  writeDirectory(folder, assets)
}
