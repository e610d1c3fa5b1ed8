import type { BodyOf } from '../../api';

export type CallInput = NonNullable<BodyOf<'/tickets', 'post'>['call']>;

/** A phone call as it is typed; no minutes where nobody knows, NaN where they are no number. */
export interface CallValues {
  direction: CallInput['direction'];
  minutes: number | null;
}

export const NEW_CALL: CallValues = { direction: 'incoming', minutes: null };
/** A day, the longest that the server takes. */
export const MOST_MINUTES = 1440;

/** Whether the call can be sent as it is typed. */
export const isCall = ({ minutes }: CallValues): boolean => !Number.isNaN(minutes);

/** The call as the server takes it. */
export const callOf = ({ direction, minutes }: CallValues): CallInput => ({ direction, seconds: Math.round((minutes ?? 0) * 60) });
