import { dense, textIn } from '@/shared/lib/address';

export const TABS = ['install', 'identity', 'areas', 'privacy', 'look'] as const;
export type Tab = (typeof TABS)[number];

/** What may stand behind the ? of the address; anything else is dropped. */
export interface WidgetSearch {
  /** The slug of a brand; without it the default one. */
  brand?: string;
  /** Without it, how it is installed. */
  tab?: Exclude<Tab, 'install'>;
}

export function widgetSearch(raw: Record<string, unknown>): WidgetSearch {
  const tab = TABS.find((known): known is Exclude<Tab, 'install'> => known === raw.tab && known !== 'install');
  return dense({ brand: textIn(raw.brand), tab });
}
