// A question about users, after its words have been understood. The store turns it into the database's own words.

/** A field by its path: `['app_metadata', 'plan']`. */
export type SearchField = readonly string[]

export type SearchExpression =
  | { readonly is: 'all'; readonly of: readonly SearchExpression[] }
  | { readonly is: 'any'; readonly of: readonly SearchExpression[] }
  | { readonly is: 'not'; readonly of: SearchExpression }
  | { readonly is: 'exists'; readonly field: SearchField }
  /** `*` in the pattern stands for any text where `wild` is set; without a field the usual text fields are searched. */
  | { readonly is: 'like'; readonly field: SearchField | undefined; readonly value: string; readonly wild: boolean }
  | {
      readonly is: 'between'
      readonly field: SearchField
      readonly from: { readonly value: string; readonly inclusive: boolean } | undefined
      readonly to: { readonly value: string; readonly inclusive: boolean } | undefined
    }

export type UserSearch = {
  readonly matching: SearchExpression | undefined
  readonly sort: { readonly field: SearchField; readonly descending: boolean } | undefined
  readonly limit: number
  readonly offset: number
  readonly withTotal: boolean
}
