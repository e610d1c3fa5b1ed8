/** Messages of `/ws/live/` in both directions; what the server sends is generated from its description. */
import type { Schemas } from '../api/types';

export type PresentPerson = Schemas['PresentPerson'];
export type WatchState = PresentPerson['state'] | 'left';
export type LiveEvent = Omit<Schemas['EventFrame'], 'type'>;
export type LiveSignal = Omit<Schemas['SignalFrame'], 'type'>;
export type ServerMessage = Schemas['WorkspaceFrame'];

export type ClientMessage =
  | { type: 'subscribe'; topic: string }
  | { type: 'unsubscribe'; topic: string }
  | { type: 'resume'; since: number }
  | { type: 'presence'; topic: string; state: WatchState }
  | { type: 'ping' };

export type ConnectionState = 'connected' | 'reconnecting' | 'offline';
