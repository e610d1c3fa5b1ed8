import { dense } from '@/shared/lib/address';

/** What may stand behind the ? of the address; anything else is dropped. */
export interface LogSearch {
  /** Without it, what came in. */
  show?: 'calls';
  connection?: number;
  state?: string;
  line?: number;
}

export const CALL_STATES = ['queued', 'sending', 'done', 'refused', 'failed', 'in_doubt'] as const;
export const HOOK_STATES = ['stored', 'done', 'failed'] as const;
export type CallState = (typeof CALL_STATES)[number];
export type HookState = (typeof HOOK_STATES)[number];

const id = (value: unknown): number | undefined => (Number.isSafeInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined);
const known = (value: unknown): string | undefined => [...CALL_STATES, ...HOOK_STATES].find((state) => state === value);

export const logSearch = (raw: Record<string, unknown>): LogSearch =>
  dense({ show: raw.show === 'calls' ? ('calls' as const) : undefined, connection: id(raw.connection), state: known(raw.state), line: id(raw.line) });
