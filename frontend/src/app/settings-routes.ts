import { createRoute, lazyRouteComponent, type AnyRoute } from '@tanstack/react-router';
import type { SettingsRoute, SettingsSection } from '@/shared/slots';
import { MissingScreen } from './fallbacks';

/** The routes of all sections of the settings, below `parent`. */
export function settingsRoutes(sections: readonly SettingsSection[], parent: AnyRoute): AnyRoute[] {
  return sections.flatMap((section) => section.routes.map((route) => routeOf(route, parent)));
}

function routeOf({ path, search, screen }: SettingsRoute, parent: AnyRoute): AnyRoute {
  return createRoute({
    getParentRoute: () => parent,
    path,
    ...(search ? { validateSearch: search } : {}),
    component: lazyRouteComponent(async () => ({ default: await screen() })),
    notFoundComponent: MissingScreen,
  }) as AnyRoute;
}
