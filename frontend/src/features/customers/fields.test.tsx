import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Company } from '@/shared/api';
import { CustomerFacts, type CustomerField } from '@/shared/custom-fields';
import { answer, page, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import { CompanyScreen, ContactScreen } from './detail-screens';

const field = (id: number, label: string, over: Partial<CustomerField> = {}): CustomerField => ({
  id, of: 'company', key: label.toLowerCase(), label, help: '', kind: 'text', choices: [], archived_at: null, version: 1, changed_at: null, changed_by: null, ...over,
});
const FIELDS = [
  field(1, 'Region', { kind: 'choice', choices: ['EU', 'US'] }),
  field(2, 'Seats', { kind: 'number', help: 'As sold' }),
  field(3, 'Old', { archived_at: '2026-03-02T09:00:00Z' }),
  field(4, 'Gone', { archived_at: '2026-03-02T09:00:00Z' }),
  field(5, 'Role', { of: 'contact' }),
];
const KESTREL: Company = {
  id: 3, name: 'Kestrel', domain: '', external_id: null, arr: null, segment: 'smb', segment_is_override: false, plan: '', renewal_on: null, csm: null,
  health_score: null, timezone: '', facts: { source: '', at: null, stopgaps: [] }, custom: { old: 'Still here', seats: 12.5 }, created_at: '2026-03-02T09:00:00Z',
};

function backend(verbs: string[] = [...ME.verbs, 'customer.write']) {
  const sent: unknown[] = [];
  server.use(
    answer('/me', 'get', { ...ME, verbs }),
    answer('/customer-fields', 'get', page(FIELDS)),
    answer('/contacts', 'get', page([])),
    answer('/tickets', 'get', page([])),
    answer('/companies/{company_id}', 'get', KESTREL),
    answer('/companies/{company_id}', 'patch', ({ body }) => {
      sent.push(body);
      return { ...KESTREL, custom: { ...KESTREL.custom, ...body.custom } };
    }),
  );
  return sent;
}

describe('The fields of a company', () => {
  it('are saved one by one, a number as it is written in the language', async () => {
    const sent = backend();
    await renderRouted(() => <CompanyScreen id={3} />);
    const seats = await screen.findByRole('textbox', { name: 'Seats' });
    expect(seats).toHaveValue('12.5');
    await userEvent.clear(seats);
    await userEvent.type(seats, '250{Enter}');
    await waitFor(() => expect(sent).toEqual([{ custom: { seats: 250 } }]));
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Region' }), 'EU');
    await waitFor(() => expect(sent.at(-1)).toEqual({ custom: { region: 'EU' } }));
    expect(screen.getByRole('combobox', { name: 'Region' })).toHaveValue('EU');
  });

  it('show what an archived one left behind, and nothing of those without a value or of contacts', async () => {
    backend();
    await renderRouted(() => <CompanyScreen id={3} />);
    expect(await screen.findByRole('textbox', { name: 'Old' })).toBeDisabled();
    expect(screen.queryByText('Gone')).toBeNull();
    expect(screen.queryByText('Role')).toBeNull();
  });

  it('are only read by who may not change customers', async () => {
    backend(ME.verbs.filter((verb) => verb !== 'customer.write'));
    await renderRouted(() => <CompanyScreen id={3} />);
    expect(await screen.findByRole('textbox', { name: 'Seats' })).toBeDisabled();
    expect(screen.getByRole('combobox', { name: 'Region' })).toBeDisabled();
  });

  it('say why a value was not taken, and keep what was typed', async () => {
    backend();
    server.use(answer('/companies/{company_id}', 'patch', () => refusal(422, { detail: 'Seats takes a number.' })));
    await renderRouted(() => (
      <>
        <CompanyScreen id={3} />
        <Toaster />
      </>
    ));
    const seats = await screen.findByRole('textbox', { name: 'Seats' });
    await userEvent.clear(seats);
    await userEvent.type(seats, '13{Enter}');
    expect(await screen.findByText('Seats takes a number.')).toBeInTheDocument();
    expect(seats).toHaveValue('13');
  });
});

describe('The facts beside a ticket', () => {
  it('are the fields that have a value, and ask for nothing where none has', async () => {
    backend();
    await renderRouted(() => (
      <dl>
        <CustomerFacts of="company" values={{ seats: 1250, region: 'EU' }} />
      </dl>
    ));
    const terms = await screen.findAllByRole('term');
    expect(terms.map((term) => term.textContent)).toEqual(['Region', 'Seats']);
    expect(within(screen.getByText('Seats').parentElement as HTMLElement).getByText('1,250')).toBeInTheDocument();
  });
});

describe('A contact', () => {
  const HELEN = {
    id: 7, public_id: 'a', name: 'Helen Marsh', email: 'helen@kestrel.example', title: '', phone: '', company: null, locale: '', timezone: '', is_blocked: false,
    is_visitor: false, created_at: '2026-03-02T09:00:00Z', is_verified: true, merged_into: null, custom: {}, identities: [], merged: [], conflicts: [],
  };

  it('is corrected, and only what changed is sent', async () => {
    backend();
    const sent: unknown[] = [];
    server.use(
      answer('/customer-fields', 'get', page([])),
      answer('/contacts/{contact_id}', 'get', HELEN),
      answer('/contacts/{contact_id}', 'patch', ({ body }) => {
        sent.push(body);
        return { ...HELEN, title: 'CTO' };
      }),
    );
    await renderRouted(() => <ContactScreen id={7} />);
    await screen.findByRole('button', { name: /Edit/ });
    await userEvent.click(screen.getByRole('button', { name: /Edit/ }));
    // By label: reading the roles of four hundred time zones takes jsdom seconds.
    expect(await screen.findByLabelText('Name')).toHaveFocus();
    await userEvent.type(screen.getByLabelText('Role'), 'CTO');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(sent).toEqual([{ title: 'CTO' }]));
    await waitFor(() => expect(screen.queryByLabelText('Role')).toBeNull());
    expect(screen.getByText('CTO')).toBeInTheDocument();
  });
});
