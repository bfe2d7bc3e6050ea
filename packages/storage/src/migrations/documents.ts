// How a table of documents is made.

/** A table of documents: what all of them have, and its own columns and constraints. */
export const documents = (name: string, id: string, own: readonly string[]): string => `
  create table ${name} (
    tenant_id text not null,
    ${id} text not null,
    document text not null,
    created_at bigint not null,
    ${own.map((line) => `${line},`).join('\n    ')}
    primary key (tenant_id, ${id})
  );
  create index ${name}_by_age on ${name} (tenant_id, created_at, ${id})`

export const OF_CLIENT =
  'foreign key (tenant_id, client_id) references clients (tenant_id, client_id) on delete cascade'
