// Applications that the dashboard makes for itself, each marked with what it is for.
import { call } from './call.ts'

type Found = { readonly client_id: string; readonly client_metadata?: Readonly<Record<string, string>> }

/** The one of that type whose `client_metadata` say `value` under `mark`; undefined when there is none. @throws CallRefused */
export async function findMarked(app_type: string, mark: string, value: string): Promise<string | undefined> {
  for (let page = 0; ; page += 1) {
    const found = await call<readonly Found[]>(
      'GET',
      `/clients?app_type=${app_type}&fields=client_id,client_metadata&page=${page}&per_page=100`,
    )
    const marked = found.find(({ client_metadata }) => client_metadata?.[mark] === value)
    if (marked || found.length < 100) return marked?.client_id
  }
}
