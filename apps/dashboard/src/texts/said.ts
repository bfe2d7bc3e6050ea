export type Language = 'en' | 'de'

/** What is said in one place alone, in each language, beside that place. */
export type Said = Readonly<Record<Language, string>>
