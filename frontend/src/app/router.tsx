import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  useLocation,
  type AnyRoute,
} from '@tanstack/react-router';
import { ConfirmAddressScreen, ForgotScreen, JoinScreen, ResetScreen, SignInScreen } from '@/features/auth';
import { TestWindow } from '@/features/security';
import { settingsSearch } from '@/features/settings';
import { isProblem } from '@/shared/api';
import { meQuery } from '@/shared/directory';
import type { Slots } from '@/shared/slots';
import { askSearch, insightsSearch } from '@/features/insights';
import { playbooksSearch } from '@/features/playbooks';
import { driftSearch, qualitySearch } from '@/features/quality';
import { signalsSearch } from '@/features/signals';
import { leads, SETUP_VERB, setupQuery } from '@/shared/setup';
import { CrashScreen, MissingScreen } from './fallbacks';
import { safeNext } from './next';
import {
  articleSearch,
  customerSearch,
  gapsSearch,
  noticesSearch,
  outcomesSearch,
  searchesSearch,
  sourcesSearch,
  ticketSearch,
} from './search';
import { assistantRoutes } from './assistant-routes';
import { settingsRoutes } from './settings-routes';
import { SignedIn } from './signed-in';

interface Context {
  client: QueryClient;
  slots: Slots;
}

const rootRoute = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: MissingScreen,
  errorComponent: CrashScreen,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { next?: string; problem?: string } => ({
    ...(typeof search.next === 'string' ? { next: search.next } : {}),
    ...(typeof search.problem === 'string' ? { problem: search.problem } : {}),
  }),
  component: SignIn,
});

function SignIn() {
  const { next, problem } = signInRoute.useSearch();
  const navigate = signInRoute.useNavigate();
  const { client } = signInRoute.useRouteContext();
  return (
    <SignInScreen
      next={next === undefined ? undefined : safeNext(next)}
      problem={problem}
      onSignedIn={() => {
        client.clear();
        void navigate({ href: next === undefined ? '/' : safeNext(next), replace: true });
      }}
    />
  );
}

const forgotRoute = createRoute({ getParentRoute: () => rootRoute, path: '/forgot-password', component: ForgotScreen });

const resetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset-password',
  component: function Reset() {
    return <ResetScreen token={useLocation().hash} />;
  },
});

const joinRoute = createRoute({ getParentRoute: () => rootRoute, path: '/join', component: Join });

function Join() {
  const { client } = joinRoute.useRouteContext();
  const navigate = joinRoute.useNavigate();
  return (
    <JoinScreen
      token={useLocation().hash}
      onSignedIn={() => {
        client.clear();
        void navigate({ to: '/', replace: true });
      }}
    />
  );
}

const confirmRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/confirm-address',
  component: function Confirm() {
    return <ConfirmAddressScreen token={useLocation().hash} />;
  },
});

const signOnTestRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-on-test',
  validateSearch: (search: Record<string, unknown>): { test: string } => ({ test: typeof search.test === 'string' ? search.test : '' }),
  component: function SignOnTest() {
    return <TestWindow test={signOnTestRoute.useSearch().test} />;
  },
});

/** Everything behind sign-in. */
const staffRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'staff',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.client.ensureQueryData(meQuery);
    } catch (error) {
      if (isProblem(error) && (error.status === 401 || error.status === 403)) {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- how this router redirects
        throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } });
      }
      throw error;
    }
  },
  component: SignedIn,
  errorComponent: CrashScreen,
});

const homeRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/',
  beforeLoad: async ({ context: { client } }) => {
    const { verbs } = await client.ensureQueryData(meQuery);
    // Where the guide cannot be asked, the day begins as always.
    const guide = verbs.includes(SETUP_VERB) ? await client.fetchQuery({ ...setupQuery, retry: false }).catch(() => null) : null;
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- how this router redirects
    throw redirect({ to: guide && leads(guide) ? ('/settings/setup' as '/settings') : '/inbox', replace: true });
  },
});

const inboxRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/inbox',
  validateSearch: ticketSearch,
  component: lazyRouteComponent(() => import('./screens/inbox'), 'InboxRoute'),
});

const ticketRoute = createRoute({ getParentRoute: () => inboxRoute, path: '/$number' });

const noticesRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/notices',
  validateSearch: noticesSearch,
  component: lazyRouteComponent(() => import('./screens/notices'), 'NoticesRoute'),
});

const ticketsRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/tickets',
  validateSearch: ticketSearch,
  component: lazyRouteComponent(() => import('./screens/tickets'), 'TicketsRoute'),
});

const customersRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/customers',
  validateSearch: customerSearch,
  component: lazyRouteComponent(() => import('./screens/customers'), 'CustomersRoute'),
});

const companyRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/customers/$id',
  component: lazyRouteComponent(() => import('./screens/customers'), 'CompanyRoute'),
});

const contactRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/customers/contacts/$id',
  component: lazyRouteComponent(() => import('./screens/customers'), 'ContactRoute'),
});

const knowledgeRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/kb',
  validateSearch: articleSearch,
  component: lazyRouteComponent(() => import('./screens/knowledge'), 'KnowledgeRoute'),
});

const sourcesRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/kb/sources',
  validateSearch: sourcesSearch,
  component: lazyRouteComponent(() => import('./screens/sources'), 'SourcesRoute'),
});

const gapsRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/kb/gaps',
  validateSearch: gapsSearch,
  component: lazyRouteComponent(() => import('./screens/gaps'), 'GapsRoute'),
});

const searchesRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/kb/searches',
  validateSearch: searchesSearch,
  component: lazyRouteComponent(() => import('./screens/gaps'), 'SearchesRoute'),
});

const outcomesRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/kb/outcomes',
  validateSearch: outcomesSearch,
  component: lazyRouteComponent(() => import('./screens/gaps'), 'OutcomesRoute'),
});

const articleRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/kb/$id',
  component: lazyRouteComponent(() => import('./screens/knowledge'), 'ArticleRoute'),
});

const insightsRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/insights',
  validateSearch: insightsSearch,
  component: lazyRouteComponent(() => import('./screens/insights'), 'InsightsRoute'),
});

const signalsRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/insights/signals',
  validateSearch: signalsSearch,
  component: lazyRouteComponent(() => import('./screens/signals'), 'SignalsRoute'),
});

const playbooksRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/insights/playbooks',
  validateSearch: playbooksSearch,
  component: lazyRouteComponent(() => import('./screens/playbooks'), 'PlaybooksRoute'),
});

const askRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/insights/ask',
  validateSearch: askSearch,
  component: lazyRouteComponent(() => import('./screens/ask'), 'AskRoute'),
});

const qualityRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/insights/quality',
  validateSearch: qualitySearch,
  component: lazyRouteComponent(() => import('./screens/quality'), 'QualityRoute'),
});

const driftRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/insights/drift',
  validateSearch: driftSearch,
  component: lazyRouteComponent(() => import('./screens/quality'), 'DriftRoute'),
});

const settingsRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/settings',
  validateSearch: settingsSearch,
  component: lazyRouteComponent(() => import('./screens/settings'), 'SettingsRoute'),
});

const settingsHomeRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./screens/settings'), 'SettingsHomeRoute'),
});

const assistantRoute = createRoute({
  getParentRoute: () => staffRoute,
  path: '/assistant',
  component: lazyRouteComponent(() => import('./screens/assistant'), 'AssistantRoute'),
});

const assistantHomeRoute = createRoute({
  getParentRoute: () => assistantRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./screens/assistant'), 'AssistantHomeRoute'),
});

/** Addresses that lead nowhere: what frames `parent` stays, and whoever is signed out signs in first. */
const nowhere = (parent: AnyRoute) => createRoute({ getParentRoute: () => parent, path: '$', component: MissingScreen }) as never;

const staffTree = (slots: Slots) => staffRoute.addChildren([
  homeRoute,
  inboxRoute.addChildren([ticketRoute]),
  noticesRoute,
  ticketsRoute,
  customersRoute,
  companyRoute,
  contactRoute,
  knowledgeRoute,
  sourcesRoute,
  gapsRoute,
  searchesRoute,
  outcomesRoute,
  articleRoute,
  insightsRoute,
  signalsRoute,
  playbooksRoute,
  askRoute,
  qualityRoute,
  driftRoute,
  assistantRoute.addChildren([assistantHomeRoute, ...(assistantRoutes(slots.assistant, assistantRoute) as never[]), nowhere(assistantRoute as AnyRoute)]),
  // What features add is not part of the router's types.
  settingsRoute.addChildren([settingsHomeRoute, ...(settingsRoutes(slots.settings, settingsRoute) as never[]), nowhere(settingsRoute as AnyRoute)]),
  nowhere(staffRoute as AnyRoute),
]);

export function makeRouter(client: QueryClient, slots: Slots) {
  return createRouter({
    routeTree: rootRoute.addChildren([signInRoute, forgotRoute, resetRoute, joinRoute, confirmRoute, signOnTestRoute, staffTree(slots)]),
    basepath: '/app',
    context: { client, slots },
    defaultPreload: false,
    scrollRestoration: false,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
