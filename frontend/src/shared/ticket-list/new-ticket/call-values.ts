import type { BodyOf } from '../../api';

export type CallInput = NonNullable<BodyOf<'/tickets', 'post'>['call']>;

/** A phone call as it is typed; no minutes where nobody knows. */
export interface CallValues {
  direction: CallInput['direction'];
  minutes: string;
}

export const NEW_CALL: CallValues = { direction: 'incoming', minutes: '' };
const MOST_MINUTES = 1440;

/** The call as the server takes it. */
export function callOf({ direction, minutes }: CallValues): CallInput {
  const typed = Math.round(Number(minutes));
  return { direction, seconds: Number.isFinite(typed) ? Math.min(Math.max(typed, 0), MOST_MINUTES) * 60 : 0 };
}
