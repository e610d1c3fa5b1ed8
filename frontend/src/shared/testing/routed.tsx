import { createMemoryHistory, createRootRoute, createRoute, createRouter, Outlet, RouterProvider } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { FeatureSlots } from '../slots';
import { renderWithProviders, type Rendered } from './render';

/** Render a screen inside a router whose every address shows it, so that links work. */
export async function renderRouted(
  ui: () => ReactElement,
  features: readonly FeatureSlots[] = [],
): Promise<Rendered & { address: () => string }> {
  const root = createRootRoute({ component: Outlet });
  const any = createRoute({ getParentRoute: () => root, path: '$', component: ui });
  const history = createMemoryHistory({ initialEntries: ['/start'] });
  const router = createRouter({ routeTree: root.addChildren([any]), history });
  await router.load();
  // The screen's own router is registered with the type system; this one only stands in for it.
  const rendered = renderWithProviders(<RouterProvider router={router as never} />, features);
  return { ...rendered, address: () => history.location.href };
}
