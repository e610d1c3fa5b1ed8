import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import type { LiveSocket } from './live-socket';
import type { ConnectionState, LiveEvent, LiveSignal, PresentPerson, WatchState } from './protocol';

const LiveContext = createContext<LiveSocket | null>(null);

/** Gives the workspace its one socket, and refetches everything when the server cannot replay. */
export function RealtimeProvider({ socket, children }: { socket: LiveSocket; children: ReactNode }) {
  const client = useQueryClient();
  useEffect(() => {
    const stopListening = socket.onReset(() => void client.invalidateQueries());
    socket.start();
    return () => {
      stopListening();
      socket.stop();
    };
  }, [socket, client]);
  return <LiveContext.Provider value={socket}>{children}</LiveContext.Provider>;
}

/** The socket, or null where none is provided (a component rendered alone in a test). */
export function useLiveSocket(): LiveSocket | null {
  return useContext(LiveContext);
}

/** Hear the events of a topic while mounted; null listens to nothing. The newest handler is called. */
export function useLiveEvents(topic: string | null, handler: (event: LiveEvent) => void): void {
  const socket = useLiveSocket();
  const newest = useNewest(handler);
  useEffect(() => {
    if (!socket || topic === null) return undefined;
    return socket.onEvent(topic, (event) => newest.current(event));
  }, [socket, topic, newest]);
}

/** Hear the signals (typing, tokens of an answer) of a topic while mounted. */
export function useLiveSignals(topic: string | null, handler: (signal: LiveSignal) => void): void {
  const socket = useLiveSocket();
  const newest = useNewest(handler);
  useEffect(() => {
    if (!socket || topic === null) return undefined;
    return socket.onSignal(topic, (signal) => newest.current(signal));
  }, [socket, topic, newest]);
}

/** Who is here and what they do, oneself included. */
export function usePresence(topic: string | null): readonly PresentPerson[] {
  const socket = useLiveSocket();
  const subscribe = useCallback(
    (changed: () => void) => (socket && topic !== null ? socket.onPresence(topic, changed) : () => undefined),
    [socket, topic],
  );
  return useSyncExternalStore(subscribe, () => (socket && topic !== null ? socket.presentIn(topic) : NOBODY));
}

/** Announce what this person does on a topic while mounted, and that they left afterwards. */
export function useAnnouncePresence(topic: string | null, state: Exclude<WatchState, 'left'>): void {
  const socket = useLiveSocket();
  useEffect(() => {
    if (socket && topic !== null) socket.announce(topic, state);
  }, [socket, topic, state]);
  useEffect(() => {
    if (!socket || topic === null) return undefined;
    return () => socket.announce(topic, 'left');
  }, [socket, topic]);
}

export function useConnection(): ConnectionState {
  const socket = useLiveSocket();
  const subscribe = useCallback(
    (changed: () => void) => (socket ? socket.onState(changed) : () => undefined),
    [socket],
  );
  return useSyncExternalStore(subscribe, () => socket?.state ?? 'connected');
}

const NOBODY: readonly PresentPerson[] = [];

function useNewest<Value>(value: Value) {
  const box = useRef(value);
  useEffect(() => {
    box.current = value;
  });
  return box;
}
