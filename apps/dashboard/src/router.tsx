// Which path shows which screen. Each screen is a file of its own that is loaded when it is first looked at.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { Shell } from './shell/shell.tsx'

/** Which part of a screen is shown, and where in it the cursor is. */
const textIn = (search: Readonly<Record<string, unknown>>, name: 'tab' | 'field'): string | undefined =>
  typeof search[name] === 'string' ? search[name] : undefined

const root = createRootRoute({
  component: Shell,
  validateSearch: (search): { readonly tab?: string | undefined; readonly field?: string | undefined } => ({
    tab: textIn(search, 'tab'),
    field: textIn(search, 'field'),
  }),
})

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/overview' })
  },
})

const overview = createRoute({
  getParentRoute: () => root,
  path: '/overview',
  component: lazyRouteComponent(() => import('./screens/overview/overview.tsx'), 'Overview'),
})

const start = createRoute({
  getParentRoute: () => root,
  path: '/start',
  component: lazyRouteComponent(() => import('./screens/start/start.tsx'), 'Start'),
})

const applications = createRoute({
  getParentRoute: () => root,
  path: '/applications',
  component: lazyRouteComponent(() => import('./screens/applications/list.tsx'), 'Applications'),
})

const application = createRoute({
  getParentRoute: () => root,
  path: '/applications/$id',
  component: lazyRouteComponent(() => import('./screens/applications/one.tsx'), 'Application'),
})

const apis = createRoute({
  getParentRoute: () => root,
  path: '/apis',
  component: lazyRouteComponent(() => import('./screens/apis/list.tsx'), 'Apis'),
})

const api = createRoute({
  getParentRoute: () => root,
  path: '/apis/$id',
  component: lazyRouteComponent(() => import('./screens/apis/one.tsx'), 'Api'),
})

const explain = createRoute({
  getParentRoute: () => root,
  path: '/explain',
  component: lazyRouteComponent(() => import('./screens/explain/explain.tsx'), 'Explain'),
})

const users = createRoute({
  getParentRoute: () => root,
  path: '/users',
  component: lazyRouteComponent(() => import('./screens/users/list.tsx'), 'Users'),
})

const user = createRoute({
  getParentRoute: () => root,
  path: '/users/$id',
  component: lazyRouteComponent(() => import('./screens/users/one.tsx'), 'User'),
})

const roles = createRoute({
  getParentRoute: () => root,
  path: '/roles',
  component: lazyRouteComponent(() => import('./screens/roles/list.tsx'), 'Roles'),
})

const role = createRoute({
  getParentRoute: () => root,
  path: '/roles/$id',
  component: lazyRouteComponent(() => import('./screens/roles/one.tsx'), 'Role'),
})

const organizations = createRoute({
  getParentRoute: () => root,
  path: '/organizations',
  component: lazyRouteComponent(() => import('./screens/organizations/list.tsx'), 'Organizations'),
})

const organization = createRoute({
  getParentRoute: () => root,
  path: '/organizations/$id',
  component: lazyRouteComponent(() => import('./screens/organizations/one.tsx'), 'Organization'),
})

const connections = createRoute({
  getParentRoute: () => root,
  path: '/connections',
  component: lazyRouteComponent(() => import('./screens/connections/list.tsx'), 'Connections'),
})

const connection = createRoute({
  getParentRoute: () => root,
  path: '/connections/$id',
  component: lazyRouteComponent(() => import('./screens/connections/one.tsx'), 'Connection'),
})

const keys = createRoute({
  getParentRoute: () => root,
  path: '/keys',
  component: lazyRouteComponent(() => import('./screens/keys.tsx'), 'Keys'),
})

const logs = createRoute({
  getParentRoute: () => root,
  path: '/logs',
  component: lazyRouteComponent(() => import('./screens/logs.tsx'), 'Logs'),
})

const branding = createRoute({
  getParentRoute: () => root,
  path: '/branding',
  component: lazyRouteComponent(() => import('./screens/branding/branding.tsx'), 'Branding'),
})

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('./screens/settings/settings.tsx'), 'Settings'),
})

const rules = createRoute({
  getParentRoute: () => root,
  path: '/rules',
  component: lazyRouteComponent(() => import('./screens/rules/list.tsx'), 'Rules'),
})

const rule = createRoute({
  getParentRoute: () => root,
  path: '/rules/$id',
  component: lazyRouteComponent(() => import('./screens/rules/one.tsx'), 'Rule'),
})

const actions = createRoute({
  getParentRoute: () => root,
  path: '/actions',
  component: lazyRouteComponent(() => import('./screens/actions/list.tsx'), 'Actions'),
})

const action = createRoute({
  getParentRoute: () => root,
  path: '/actions/$id',
  component: lazyRouteComponent(() => import('./screens/actions/one.tsx'), 'Action'),
})

const module = createRoute({
  getParentRoute: () => root,
  path: '/actions/modules/$id',
  component: lazyRouteComponent(() => import('./screens/modules/one.tsx'), 'Module'),
})

const hooks = createRoute({
  getParentRoute: () => root,
  path: '/hooks',
  component: lazyRouteComponent(() => import('./screens/hooks/list.tsx'), 'Hooks'),
})

const hook = createRoute({
  getParentRoute: () => root,
  path: '/hooks/$id',
  component: lazyRouteComponent(() => import('./screens/hooks/one.tsx'), 'Hook'),
})

const revocations = createRoute({
  getParentRoute: () => root,
  path: '/revocations',
  component: lazyRouteComponent(() => import('./screens/revocations/revocations.tsx'), 'Revocations'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    overview,
    start,
    applications,
    application,
    apis,
    api,
    explain,
    users,
    user,
    roles,
    role,
    organizations,
    organization,
    connections,
    connection,
    rules,
    rule,
    actions,
    action,
    module,
    hooks,
    hook,
    revocations,
    keys,
    logs,
    branding,
    settings,
  ]),
  basepath: '/dashboard',
  defaultPreload: 'intent',
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
