import { createRoute, lazyRouteComponent, type AnyRoute } from '@tanstack/react-router';
import type { AssistantTab } from '@/shared/slots';
import { MissingScreen } from './fallbacks';

/** The routes of all pages of the assistant's area, below `parent`. */
export function assistantRoutes(tabs: readonly AssistantTab[], parent: AnyRoute): AnyRoute[] {
  return tabs.map(
    ({ path, search, screen }) =>
      createRoute({
        getParentRoute: () => parent,
        path,
        ...(search ? { validateSearch: search } : {}),
        component: lazyRouteComponent(async () => ({ default: await screen() })),
        notFoundComponent: MissingScreen,
      }) as AnyRoute,
  );
}
