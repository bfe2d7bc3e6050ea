// What files of a tenant say, by the names that the YAML of auth0-deploy-cli gives: `clients`, `resourceServers`, ….
import type { Document } from '@symbolon/protocol/entities/entity'
import { isDocument } from '../management-client.ts'

/** By family. */
export type Assets = Document

export const documentsIn = (value: unknown): readonly Document[] =>
  Array.isArray(value) ? value.filter((item: unknown) => isDocument(item)) : []

/** What a family holds; undefined where the files do not speak of it. */
export const assetsOf = (assets: Assets, family: string): unknown =>
  Object.hasOwn(assets, family) ? (assets[family] ?? undefined) : undefined
