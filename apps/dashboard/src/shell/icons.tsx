// Signs, drawn here: a set of them from elsewhere would be bigger than the rest of the dashboard.
const PATHS = {
  branding:
    'M12 3a9 9 0 1 0 0 18c1.5 0 2-1 1.5-2.2-.6-1.5.3-2.8 2-2.8H18a3 3 0 0 0 3-3C21 7 17 3 12 3zM7.5 11v.1M11 7v.1M16 8.5v.1',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  start: 'M5 21V4M5 5h12l-3 4 3 4H5',
  overview: 'M4 20V10M10 20V4M16 20v-8M21 20H3',
  applications: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  apis: 'M8 5 3 12l5 7M16 5l5 7-5 7M14 4l-4 16',
  explain: 'M12 20a8 8 0 1 1 8-8M9.5 9.5a2.5 2.5 0 1 1 3.4 2.3c-.6.2-.9.7-.9 1.3v.4M12 16.5v.1M17 17l4 4',
  users:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20a6 6 0 0 1 12 0M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5a6 6 0 0 1 3 5.5',
  roles: 'M12 3l7 3v5c0 4.5-3 8-7 10-4-2-7-5.5-7-10V6zM9 11.5l2.2 2.2L15.5 9.5',
  organizations: 'M4 20V5h9v15M13 10h7v10M3 20h18M7 9h3M7 13h3M16 14h1.5M16 17h1.5',
  connections: 'M9 7V3M15 7V3M6 7h12v4a6 6 0 0 1-12 0zM12 17v4',
  keys: 'M8 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 12h9v4M17 12v3',
  logs: 'M5 6h14M5 12h14M5 18h9',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 21 21',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 17.5 19 19M5 19l1.5-1.5M17.5 6.5 19 5',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  rules: 'M4 6h10M4 12h10M4 18h6M17 15l2 2 4-5',
  actions: 'M13 3 5 14h6l-1 7 8-11h-6z',
  hooks: 'M12 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM12 9v7a4 4 0 0 1-8 0v-3M4 13l-2 2M4 13l2 2',
  revocations: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM6 6l12 12',
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  plus: 'M12 5v14M5 12h14',
  bin: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
} as const

export type Sign = keyof typeof PATHS

export function Icon({ sign, size = 18 }: { sign: Sign; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[sign]} />
    </svg>
  )
}

/** The two halves that belong together. */
export function Mark() {
  return (
    <svg width="24" height="24" viewBox="0 0 32 32" fill="currentColor" aria-hidden="true">
      <path d="M15 2a13 13 0 0 0 0 26v-7l-3-3 3-3-3-3 3-3z" />
      <path d="M17 4v7l-3 3 3 3-3 3 3 3v7a13 13 0 0 0 0-26z" />
    </svg>
  )
}
