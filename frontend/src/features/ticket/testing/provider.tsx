import type { ReactElement, ReactNode } from 'react';
import { vi } from 'vitest';

import { keys } from '@/shared/api';
import { joinTicketSlots, TicketSlotsProvider, type FeatureTicketSlots } from '@/shared/slots';
import { renderWithProviders } from '@/shared/testing/render';

import { TicketProvider, type TicketScreenValue } from '../ticket-context';
import own from '../ticket-slots';
import type { TicketDetail } from '../types';
import { ticket } from './fixtures';

/** The slots of the ticket as this feature fills them, and as `others` do. */
export function WithSlots({ others = [], children }: { others?: readonly FeatureTicketSlots[]; children: ReactNode }) {
  return <TicketSlotsProvider value={joinTicketSlots([own, ...others])}>{children}</TicketSlotsProvider>;
}

/** Renders a part of the ticket screen with a value of which each function is a spy; `others` fill slots too. */
export function renderInTicket(
  ui: ReactElement,
  detail: TicketDetail = ticket(),
  over: Partial<TicketScreenValue> = {},
  others: readonly FeatureTicketSlots[] = [],
) {
  const value: TicketScreenValue = {
    ticket: detail,
    me: null,
    people: [],
    teams: [],
    change: vi.fn(),
    refused: null,
    insert: vi.fn(),
    sendAgain: vi.fn(),
    addToCc: vi.fn(),
    askCopilot: vi.fn(),
    openTicket: vi.fn(),
    ...over,
  };
  const result = renderWithProviders(
    <WithSlots others={others}>
      <TicketProvider value={value}>{ui}</TicketProvider>
    </WithSlots>,
  );
  result.client.setQueryData(keys.ticket(detail.number), detail);
  return { ...result, value };
}
