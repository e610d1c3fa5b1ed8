import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '@/shared/api';

export type WidgetSettings = Schemas['WidgetSettings'];
export type WidgetSeen = Schemas['WidgetSeen'];
export type WidgetProblem = WidgetSeen['problems'][number];
export type AreaRule = WidgetSettings['area_rules'][number];
export type AreaVerdict = Schemas['AreaVerdict'];
export type Language = WidgetSettings['languages'][number];

/** Those that the panel speaks. */
export const LANGUAGES: readonly Language[] = ['en', 'de'];
export const OVERLAPS = ['0', '1', '24', '168', '720'] as const;
export type Overlap = (typeof OVERLAPS)[number];

/** Somebody waits for a page that they are just loading. */
const LOOK_EVERY = 3_000;

export const widgetKeys = {
  settings: (brand: string) => ['widget-settings', brand] as const,
  seen: (brand: string) => ['widget-settings', brand, 'seen'] as const,
};

export const settingsQuery = (brand: string) =>
  queryOptions({
    queryKey: widgetKeys.settings(brand),
    queryFn: ({ signal }) => api.get('/widget-settings/{brand}', { path: { brand }, signal }),
  });

export const seenQuery = (brand: string) =>
  queryOptions({
    queryKey: widgetKeys.seen(brand),
    queryFn: ({ signal }) => api.get('/widget-settings/{brand}/seen', { path: { brand }, signal }),
    refetchInterval: LOOK_EVERY,
    staleTime: 0,
  });

export const widgetApi = {
  /** Refused with 412 where somebody has changed them since that version. */
  change: (brand: string, version: number, body: Partial<WidgetSettings>) =>
    api.patch('/widget-settings/{brand}', { path: { brand }, body, ifMatch: version }),
  rotate: (brand: string, overlap_hours: number) =>
    api.post('/widget-settings/{brand}/rotate-secret', { path: { brand }, body: { overlap_hours } }),
  retire: (brand: string) => api.post('/widget-settings/{brand}/retire-secret', { path: { brand } }),
  testArea: (brand: string, url: string, area_rules: readonly AreaRule[]) =>
    api.post('/widget-settings/{brand}/test-area', { path: { brand }, body: { url, area_rules: [...area_rules] } }),
};
