// What can be set of a role, and how it is asked for.
import type { Section } from '../../parts/section.ts'

export const ROLE_SECTIONS: readonly Section[] = [
  {
    title: 'settings',
    fields: [
      { kind: 'text', name: 'name', label: 'fieldName' },
      { kind: 'text', name: 'description', label: 'description', isOptional: true },
    ],
  },
]
