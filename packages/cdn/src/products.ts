// What there may be, and which versions of it npm has brought. Auth0's are published under the MIT licence; where somebody has installed
// none of them, there are none.
import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'

export type Product = {
  /** In the path, as the vendor's own host has it. */
  readonly name: string
  /** The package, by every name under which a version of it is installed. */
  readonly packages: readonly string[]
  /** Whether each version is published, and never again different. */
  readonly isPublished: boolean
}

export const PRODUCTS: readonly Product[] = [
  { name: 'symbolon', packages: ['@symbolon/cdn'], isPublished: false },
  { name: 'auth0', packages: ['auth0-js', 'auth0-js-9'], isPublished: true },
  { name: 'lock', packages: ['auth0-lock', 'auth0-lock-11'], isPublished: true },
  { name: 'auth0-spa-js', packages: ['@auth0/auth0-spa-js'], isPublished: true },
]

export type Release = {
  readonly product: Product
  readonly version: string
  /** The `package.json` of it. */
  readonly manifest: string
}

function releaseOf(product: Product, name: string): Release | undefined {
  try {
    const manifest = findPackageJSON(name, import.meta.url)
    if (manifest === undefined) return undefined
    return { product, version: String(Object(JSON.parse(readFileSync(manifest, 'utf8'))).version), manifest }
  } catch {
    // Not installed.
    return undefined
  }
}

let found: readonly Release[] | undefined

/** Everything that is installed; looked for once. */
export const releases = (): readonly Release[] =>
  (found ??= PRODUCTS.flatMap((product) => product.packages.flatMap((name) => releaseOf(product, name) ?? [])))
