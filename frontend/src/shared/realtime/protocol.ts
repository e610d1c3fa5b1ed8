/** Messages of `/ws/live/` in both directions. */

export type WatchState = 'viewing' | 'replying' | 'noting' | 'sending' | 'left';

export interface PresentPerson {
  id: number;
  name: string;
  state: WatchState;
}

export interface LiveEvent {
  id: number;
  topic: string;
  name: string;
  data: Record<string, unknown>;
}

export interface LiveSignal {
  topic: string;
  name: string;
  data: Record<string, unknown>;
}

export type ServerMessage =
  | { type: 'ready'; last_id: number; user_id: number }
  | { type: 'subscribed'; topic: string }
  | { type: 'denied'; topic: string; detail: string }
  | ({ type: 'event' } & LiveEvent)
  | ({ type: 'signal' } & LiveSignal)
  | { type: 'presence'; topic: string; people: PresentPerson[] }
  | { type: 'resumed'; last_id: number }
  | { type: 'reset' }
  | { type: 'pong' };

export type ClientMessage =
  | { type: 'subscribe'; topic: string }
  | { type: 'unsubscribe'; topic: string }
  | { type: 'resume'; since: number }
  | { type: 'presence'; topic: string; state: WatchState }
  | { type: 'ping' };

export type ConnectionState = 'connected' | 'reconnecting' | 'offline';
