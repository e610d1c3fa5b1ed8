import type { ComponentType } from 'react';
import type { Has } from './settings';

/** A page of the assistant's area, such as its review queue. Keys of texts carry their namespace. */
export interface AssistantTab {
  id: string;
  labelKey: string;
  /** Where it stands among the others; they are ten apart. */
  place: number;
  /** Behind `/assistant`, such as `/ledger`. */
  path: string;
  /** Who sees it; without it, everybody. */
  may?: (has: Has) => boolean;
  /** What may stand behind the ? of the address; anything else is dropped. */
  search?: (raw: Record<string, unknown>) => object;
  /** Loads its content when it is opened. */
  screen: () => Promise<ComponentType>;
}

/** The pages that somebody sees, in their order. */
export const openTabs = (tabs: readonly AssistantTab[], has: Has): AssistantTab[] =>
  tabs.filter(({ may }) => may?.(has) ?? true).sort((a, b) => a.place - b.place);
