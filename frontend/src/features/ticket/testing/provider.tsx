import type { ReactElement } from 'react';
import { vi } from 'vitest';

import { keys } from '@/shared/api';
import { renderWithProviders } from '@/shared/testing/render';

import { TicketProvider, type TicketScreenValue } from '../ticket-context';
import type { TicketDetail } from '../types';
import { ticket } from './fixtures';

/** Renders a part of the ticket screen with a value of which each function is a spy. */
export function renderInTicket(ui: ReactElement, detail: TicketDetail = ticket(), over: Partial<TicketScreenValue> = {}) {
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
  const result = renderWithProviders(<TicketProvider value={value}>{ui}</TicketProvider>);
  result.client.setQueryData(keys.ticket(detail.number), detail);
  return { ...result, value };
}
