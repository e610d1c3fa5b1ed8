import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { CustomerField } from '@/shared/custom-fields';
import { answer, page, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import { CustomerFieldsScreen } from './list-screen';
import { CustomerFieldScreen } from './one-screen';

const field = (id: number, label: string, over: Partial<CustomerField> = {}): CustomerField => ({
  id, of: 'company', key: label.toLowerCase(), label, help: '', kind: 'text', choices: [], archived_at: null, version: 3, changed_at: null, changed_by: null, ...over,
});
const FIELDS = [field(1, 'Region'), field(2, 'Seats', { kind: 'number' }), field(3, 'Role', { of: 'contact' })];

function backend(use: { held: number; rules: { id: string; name: string }[] } = { held: 0, rules: [] }) {
  const asked: { what: string; body: unknown; ifMatch: string | null }[] = [];
  const note = (what: string, body: unknown, request: Request): void => {
    asked.push({ what, body, ifMatch: request.headers.get('If-Match') });
  };
  server.use(
    answer('/me', 'get', { ...ME, verbs: ['field.write'] }),
    answer('/brands', 'get', page([])),
    answer('/customer-fields', 'get', page(FIELDS)),
    answer('/customer-fields', 'post', ({ body, request }) => {
      note('create', body, request);
      return field(9, body.label, { of: body.of });
    }),
    answer('/customer-fields/usage', 'get', page([{ of: 'company', key: 'region', filled: 47, among: 50 }, { of: 'contact', key: 'role', filled: 1, among: 5 }])),
    answer('/customer-fields/{customer_field_id}/usage', 'get', use),
    answer('/customer-fields/{customer_field_id}', 'patch', ({ body, request }) => {
      note('change', body, request);
      return field(2, body.label ?? '', { kind: 'number', version: 4 });
    }),
    answer('/customer-fields/{customer_field_id}', 'delete', ({ request }) => {
      note('delete', null, request);
      return null;
    }),
    answer('/customer-fields/order', 'put', ({ body, request }) => {
      note('order', body, request);
      return page(body.ids.map((id) => FIELDS.find((one) => one.id === id) ?? field(id, 'Other')));
    }),
  );
  return asked;
}

describe('The fields of companies', () => {
  it('stand apart from those of contacts, with how often each is filled', async () => {
    backend();
    await renderRouted(() => <CustomerFieldsScreen of="company" />);
    const [, region, seats, ...rest] = await screen.findAllByRole('row');
    expect(rest).toEqual([]);
    await waitFor(() => expect(region).toHaveTextContent('94%'));
    expect(seats).toHaveTextContent('Number');
    expect(screen.getByRole('link', { name: 'Region' })).toHaveAttribute('href', '/settings/fields/companies/1');
    expect(screen.getByRole('link', { name: 'Company fields' })).toHaveAttribute('aria-current', 'page');
    expect(screen.getByRole('link', { name: 'Contact fields' })).toHaveAttribute('href', '/settings/fields/contacts');
  });

  it('are put in order among themselves, and stay so', async () => {
    const asked = backend();
    await renderRouted(() => <CustomerFieldsScreen of="company" />);
    await userEvent.click(await screen.findByRole('button', { name: 'Move Seats up' }));
    await waitFor(() => expect(asked).toEqual([expect.objectContaining({ what: 'order', body: { of: 'company', ids: [2, 1] } })]));
    const rows = screen.getAllByRole('row').slice(1);
    expect(rows.map((row) => within(row).getByRole('link').textContent)).toEqual(['Seats', 'Region']);
  });

  it('are made with what the form asks, without a brand', async () => {
    const asked = backend();
    await renderRouted(() => <CustomerFieldScreen of="contact" id={null} />);
    await userEvent.type(await screen.findByRole('textbox', { name: 'Name' }), 'Level');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Kind' }), 'choice');
    await userEvent.click(screen.getByRole('button', { name: /Create field/ }));
    expect(await screen.findByText('A choice needs a value.')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Add choice' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Choice 1' }), 'Gold');
    await userEvent.click(screen.getByRole('button', { name: /Create field/ }));
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ what: 'create', body: { of: 'contact', label: 'Level', kind: 'choice', choices: ['Gold'], help: '' } }));
    expect(screen.queryByRole('combobox', { name: 'Brand' })).toBeNull();
  });

  it('are changed against the version that was read, and keep their kind while there are values', async () => {
    const asked = backend({ held: 4, rules: [{ id: 'large', name: 'Large customers' }] });
    await renderRouted(() => <CustomerFieldScreen of="company" id={2} />);
    expect(await screen.findByText('4 companies have a value.')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Large customers' })).toHaveAttribute('href', '/settings/routing');
    expect(screen.getByRole('combobox', { name: 'Kind' })).toBeDisabled();
    expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull();
    const name = screen.getByRole('textbox', { name: 'Name' });
    await userEvent.clear(name);
    await userEvent.type(name, 'Seats sold');
    await userEvent.click(screen.getByRole('button', { name: /Save/ }));
    await waitFor(() => expect(asked).toEqual([expect.objectContaining({ what: 'change', ifMatch: '"v3"' })]));
    expect(asked[0]?.body).toMatchObject({ label: 'Seats sold', of: 'company' });
  });

  it('are not deleted while somebody has filled one meanwhile, and say so', async () => {
    backend();
    server.use(
      answer('/customer-fields/{customer_field_id}', 'delete', () => refusal(409, { code: 'people.field_in_use', detail: 'Archive it instead.' })),
    );
    await renderRouted(() => (
      <>
        <CustomerFieldScreen of="company" id={2} />
        <Toaster />
      </>
    ));
    await userEvent.click(await screen.findByRole('button', { name: 'Delete' }));
    const dialog = await screen.findByRole('alertdialog', { name: 'Delete Seats?' }).catch(() => screen.findByRole('dialog', { name: 'Delete Seats?' }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('Archive it instead.')).toBeInTheDocument();
  });
});
