// To which organizations a user belongs.
import { Link } from '@tanstack/react-router'
import { PagedTable } from '../../parts/paged-table.tsx'
import type { Organization } from '../../session/nouns.ts'
import { useTexts } from '../../texts/index.ts'

export function OrganizationsOf({ path }: { path: string }) {
  const texts = useTexts()
  return (
    <PagedTable<Organization>
      path={`${path}/organizations`}
      list="organizations"
      label={texts.organizations}
      empty={texts.userNoOrganizations}
      columns={[texts.fieldName, texts.organizationName]}
      keyOf={({ id }) => id}
      cellsOf={({ id, name, display_name }) => [
        <Link key="name" className="row-link" to="/organizations/$id" params={{ id }}>
          {display_name ?? name}
        </Link>,
        name,
      ]}
    />
  )
}
