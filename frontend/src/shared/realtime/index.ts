export { ConnectionBar, useConnectionNotice } from './connection-bar';
export { LiveSocket } from './live-socket';
export type { LiveSocketOptions } from './live-socket';
export type { ConnectionState, LiveEvent, LiveSignal, PresentPerson, WatchState } from './protocol';
export {
  RealtimeProvider,
  useAnnouncePresence,
  useConnection,
  useLiveEvents,
  useLiveSignals,
  useLiveSocket,
  usePresence,
} from './realtime-context';
