import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, type RenderResult } from '@testing-library/react';
import type { ReactElement } from 'react';
import { LiveSocket, RealtimeProvider } from '../realtime';
import { joinSlots, SlotsProvider, type FeatureSlots } from '../slots';
import { TooltipProvider } from '../ui/popover';
import { fakeSockets, type FakeSocket } from './fake-socket';

export interface Rendered extends RenderResult {
  client: QueryClient;
  socket: LiveSocket;
  /** Every socket that was opened; the last one is the current one. */
  sockets: FakeSocket[];
}

/**
 * Render with a query client that does not retry, and with a live socket that the test plays; `features` fill
 * the slots.
 */
export function renderWithProviders(ui: ReactElement, features: readonly FeatureSlots[] = []): Rendered {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  const { sockets, createSocket } = fakeSockets();
  const socket = new LiveSocket({ url: 'ws://test/ws/live/', createSocket, random: () => 0 });
  const result = render(
    <QueryClientProvider client={client}>
      <RealtimeProvider socket={socket}>
        <SlotsProvider value={joinSlots(features)}>
          <TooltipProvider>{ui}</TooltipProvider>
        </SlotsProvider>
      </RealtimeProvider>
    </QueryClientProvider>,
  );
  return { ...result, client, socket, sockets };
}
