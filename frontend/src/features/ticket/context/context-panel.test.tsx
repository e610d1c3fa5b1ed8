import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { FeatureTicketSlots, Has } from '@/shared/slots';
import { answer } from '@/shared/testing/answers';

import { HELEN_MARSH, ME, serve } from '../testing/backend';
import { ticket } from '../testing/fixtures';
import { renderInTicket } from '../testing/provider';
import type { TicketScreenValue } from '../ticket-context';
import type { SessionContext, TicketDetail, TriageDetail } from '../types';
import { ContextPanel } from './context-panel';

const SHARED: SessionContext = {
  consent: true,
  page: { url: 'javascript:alert(1)', title: 'Destinations', area: 'Settings / Destinations', element: '' },
  trail: [
    { at: '2026-03-12T13:40:00Z', kind: 'route', label: 'Opened Run history', detail: '' },
    { at: '2026-03-12T13:41:00Z', kind: 'error', label: 'HLY-4012', detail: 'shown twice' },
  ],
  attributes: { plan: 'Scale' },
  browser: '',
  timezone: '',
  seen_at: null,
  expires_on: '2026-04-11',
};

const sure = { confidence: 1, needs_review: false, corrected_by: null };
const UNKNOWN = { ...sure, value: '' } as const;

const triage = (type: TriageDetail['fields']['type']): TriageDetail => ({
  fields: { type, product_area: UNKNOWN, sentiment: UNKNOWN, urgency: UNKNOWN, complexity: UNKNOWN, language: UNKNOWN },
  entities: [{ kind: 'error_code', value: 'HLY-4012' }],
  trend: '',
  engine: 'builtin',
});

function open(
  detail: TicketDetail = ticket(),
  over: Partial<TicketScreenValue> = {},
  others: readonly FeatureTicketSlots[] = [],
) {
  const onClose = vi.fn();
  const result = renderInTicket(<ContextPanel isOpen isDrawer={false} onClose={onClose} />, detail, over, others);
  return { ...result, onClose };
}

describe('ContextPanel', () => {
  afterEach(() => localStorage.clear());

  it('shows who the customer is and that this was proven', async () => {
    serve();
    open();
    expect(await screen.findByText('$184,000')).toBeVisible();
    expect(await screen.findByText('Verified')).toBeVisible();
    expect(screen.getByText('Sofia Brandt')).toBeVisible();
  });

  it('calls no address proven that is only named by somebody who has proven another way', async () => {
    const slack = { id: 12, kind: 'slack', value: 'T0ACME:U0KIM', is_verified: true, verified_at: '2022-03-01T09:00:00Z', created_at: '2022-03-01T09:00:00Z' } as const;
    const named = { ...HELEN_MARSH, identities: [slack, ...HELEN_MARSH.identities.map((identity) => ({ ...identity, is_verified: false, verified_at: null }))] };
    serve(ticket(), answer('/contacts/{contact_id}', 'get', named));
    open();
    expect(await screen.findByText('Address not confirmed')).toBeVisible();
    expect(screen.queryByText('Verified')).toBeNull();
  });

  it('leaves out what does not exist for a ticket', async () => {
    serve();
    open();
    await screen.findByText('$184,000');
    expect(screen.queryByRole('button', { name: 'Session' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Why here' })).not.toBeInTheDocument();
  });

  it('shows the shared trail with errors, newest first, and never links to a script', async () => {
    serve(
      ticket(),
      answer('/tickets/{number}/session', 'get', SHARED),
    );
    open();
    const trail = await screen.findByRole('list', { name: /Steps before/ });
    expect(within(trail).getAllByRole('listitem')[0]).toHaveTextContent('HLY-4012');
    expect(screen.getByText('Settings / Destinations')).not.toHaveAttribute('href');
  });

  it('says that the customer has not shared the session', async () => {
    serve(
      ticket(),
      answer('/tickets/{number}/session', 'get', { ...SHARED, consent: false, page: null, trail: [], attributes: {}, expires_on: null }),
    );
    open();
    expect(await screen.findByText('Helen Marsh has not shared the session.')).toBeVisible();
  });

  it('marks a field to check, and one choice corrects it', async () => {
    const sent: unknown[] = [];
    serve(
      ticket(),
      answer('/tickets/{number}/triage', 'get', triage({ value: 'question', confidence: 0.4, needs_review: true, corrected_by: null })),
      answer('/tickets/{number}/triage', 'patch', ({ body }) => {
        sent.push(body);
        return triage({ ...sure, value: 'bug', corrected_by: 'Ines Duarte' });
      }),
    );
    open();
    await userEvent.click(screen.getByRole('button', { name: 'Copilot' }));
    expect(await screen.findByText('Check this')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: /^Type: Question/ }));
    await userEvent.click(await screen.findByRole('option', { name: 'Bug' }));
    await waitFor(() => expect(sent).toEqual([{ type: 'bug' }]));
    expect(await screen.findByRole('button', { name: /^Type: Bug/ })).toBeVisible();
    expect(screen.queryByText('Check this')).not.toBeInTheDocument();
  });

  it('remembers what was folded', async () => {
    serve();
    const { unmount } = open();
    await userEvent.click(await screen.findByRole('button', { name: /Other tickets/ }));
    unmount();
    open();
    expect(await screen.findByRole('button', { name: /Other tickets/ })).toHaveAttribute('aria-expanded', 'false');
  });

  it('opens another ticket of the same person here', async () => {
    serve(
      ticket(),
      answer('/contacts/{contact_id}/tickets', 'get', () =>
        ({ results: [ticket(), ticket({ number: 47001, subject: 'Older one', status: 'closed' })], next: null }),
      ),
    );
    const { value } = open();
    await userEvent.click(await screen.findByRole('link', { name: 'Older one' }));
    expect(value.openTicket).toHaveBeenCalledWith(47001);
  });

  it('has the sections of other features at their place, by tab and by right', async () => {
    serve();
    const deal = { id: 'deal', labelKey: 'Deal', places: { customer: 15, copilot: 35 }, component: () => <p>Deal in the CRM</p> };
    const secret = { id: 'secret', labelKey: 'Secret', places: { customer: 16 }, component: () => <p>Secret</p> };
    open(ticket(), {}, [{ panel: [deal, { ...secret, may: (has: Has) => has('crm.read') }] }]);
    const section = await screen.findByText('Deal in the CRM');
    const others = await screen.findByRole('button', { name: /Other tickets/ });
    expect(section.compareDocumentPosition(others) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
    expect(screen.getByRole('region', { name: 'Customer' }).compareDocumentPosition(section) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
    expect(screen.queryByText('Secret')).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Copilot' }));
    expect(await screen.findByText('Deal in the CRM')).toBeVisible();
  });

  it('shows a section to those whose role has its right', async () => {
    serve();
    const secret = { id: 'secret', labelKey: 'Secret', places: { customer: 16 }, component: () => <p>Secret</p> };
    open(ticket(), { me: { ...ME, verbs: ['crm.read'] } }, [{ panel: [{ ...secret, may: (has: Has) => has('crm.read') }] }]);
    expect(await screen.findByText('Secret')).toBeVisible();
  });

  it('keeps a section that breaks to itself, and shows it when it works again', async () => {
    serve();
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    let isBroken = true;
    const Broken = () => {
      if (isBroken) throw new Error('no such member');
      return <p>Deal in the CRM</p>;
    };
    open(ticket(), {}, [{ panel: [{ id: 'deal', labelKey: 'Deal', places: { customer: 15 }, component: Broken }] }]);
    const fault = within(await screen.findByRole('region', { name: 'Deal' }));
    expect(fault.getByRole('alert')).toHaveTextContent('Deal cannot be shown');
    expect(await screen.findByText('$184,000')).toBeVisible();
    isBroken = false;
    await userEvent.click(fault.getByRole('button', { name: 'Try again' }));
    expect(screen.getByText('Deal in the CRM')).toBeVisible();
  });
});
