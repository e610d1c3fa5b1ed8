import { dense } from '@/shared/lib/address';
import type { Shown } from './api';

/** What may stand behind the ? of the address; anything else is dropped. */
export interface WebhooksSearch {
  webhook?: number;
  /** Without it, all deliveries. */
  state?: Shown;
  delivery?: number;
}

export const SHOWN = ['waiting', 'failed', 'held'] as const satisfies readonly Shown[];

const id = (value: unknown): number | undefined => (Number.isSafeInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined);

export const webhooksSearch = (raw: Record<string, unknown>): WebhooksSearch =>
  dense({
    webhook: id(raw.webhook),
    state: SHOWN.find((state) => state === raw.state),
    delivery: id(raw.delivery),
  });
