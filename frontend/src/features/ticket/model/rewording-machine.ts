import type { Reworded } from '../types';

export type Wish = 'shorter' | 'warmer' | 'more_formal' | 'translate';

/** A text in other words, on its way or there; `before` is the field's HTML that it was made of. */
export type RewordingState =
  | { step: 'none' }
  | { step: 'asking'; wish: Wish; before: string }
  | { step: 'ready'; wish: Wish; before: string; reworded: Reworded }
  | { step: 'failed'; wish: Wish; before: string; detail: string };

export type RewordingEvent =
  | { type: 'ask'; wish: Wish; before: string }
  | { type: 'reworded'; reworded: Reworded }
  | { type: 'fault'; detail: string }
  | { type: 'discard' };

/** What comes after it was discarded, or asked anew, changes nothing. */
export function rewordingReducer(state: RewordingState, event: RewordingEvent): RewordingState {
  if (event.type === 'discard') return { step: 'none' };
  if (event.type === 'ask') return { step: 'asking', wish: event.wish, before: event.before };
  if (state.step !== 'asking') return state;
  const { wish, before } = state;
  return event.type === 'fault'
    ? { step: 'failed', wish, before, detail: event.detail }
    : { step: 'ready', wish, before, reworded: event.reworded };
}
