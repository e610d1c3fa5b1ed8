import type { QueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import type { Has } from './settings';

/** What the palette does on request, on whatever screen. */
export interface PaletteCommand {
  id: string;
  label: (t: TFunction) => string;
  /** Other words by which it is found. */
  words?: (t: TFunction) => string;
  /** Who is offered it; without it, everybody. */
  may?: (has: Has) => boolean;
  /** What it rejects with is told as the reason why it did not work. */
  run: (at: { client: QueryClient }) => Promise<void> | void;
}
