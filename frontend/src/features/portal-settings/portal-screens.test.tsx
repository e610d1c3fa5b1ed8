import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, page } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { ContactForm, FormField, Portal } from './api';
import { FormScreen } from './form-screen';
import { moved, newField } from './form-values';
import { PortalScreen } from './portal-screen';

const form = (id: number, name: string, over: Partial<ContactForm> = {}): ContactForm => ({
  id, name, intro: '', type: 'billing', product_area: '', fields: [], is_active: true, is_default: id === 1, position: id,
  path: `/help/halyard/contact/?form=${id}`, version: 3, changed_at: '2026-03-02T09:00:00Z', changed_by: { id: 2, name: 'Ada Admin' }, ...over,
});

const portal = (over: Partial<Portal> = {}): Portal => ({
  brand: 'halyard', is_on: true, shares_company: false, path: '/help/halyard/', version: 1, changed_at: null, changed_by: null,
  kinds: [
    { key: 'type', kind: 'choice', label: '', choices: [{ value: 'bug', label: 'Bug' }] },
    { key: 'custom.plan', kind: 'choice', label: 'Plan', choices: [{ value: 'Scale', label: 'Scale' }] },
    { key: 'custom.seats', kind: 'number', label: 'Seats', choices: [] },
  ],
  forms: [], ...over,
});

function backend(shown: Portal, verbs: string[] = ['brand.write']) {
  const asked: { what: string; body: unknown; ifMatch: string | null }[] = [];
  const note = (what: string, body: unknown, request: Request): void => {
    asked.push({ what, body, ifMatch: request.headers.get('If-Match') });
  };
  server.use(
    answer('/me', 'get', { ...ME, verbs }),
    answer('/brands', 'get', page([])),
    answer('/portal/brands/{brand_slug}', 'get', shown),
    answer('/portal/brands/{brand_slug}', 'patch', ({ body, request }) => {
      note('portal', body, request);
      return portal({ ...body, version: 2 });
    }),
    answer('/portal/brands/{brand_slug}/forms', 'post', ({ body, request }) => {
      note('create', body, request);
      return form(9, body.name);
    }),
    answer('/portal/forms/{form_id}', 'patch', ({ body, request }) => {
      note('change', body, request);
      return form(1, body.name ?? '', { version: 4 });
    }),
  );
  return asked;
}

describe('PortalScreen', () => {
  it('shares nothing of a company until somebody saves it', async () => {
    const asked = backend(portal({ forms: [form(1, 'Billing'), form(2, 'Old', { is_active: false })] }));
    await renderRouted(() => <PortalScreen brand="halyard" onBrand={() => undefined} />);
    const share = await screen.findByRole('checkbox', { name: 'Colleagues read the requests of their company' });
    expect(share).not.toBeChecked();
    const rows = screen.getAllByRole('row').slice(1);
    expect(rows.map((row) => row.textContent)).toEqual([expect.stringContaining('Billing Default'), expect.stringContaining('Old Off')]);
    expect(screen.getByRole('link', { name: 'Billing' })).toHaveAttribute('href', '/settings/portal/1?brand=halyard');
    await userEvent.click(share);
    await userEvent.click(screen.getByRole('button', { name: /^Save/ }));
    await waitFor(() => expect(asked).toEqual([{ what: 'portal', body: { is_on: true, shares_company: true }, ifMatch: '"v1"' }]));
  });

  it('shows nothing to who may not change brands', async () => {
    backend(portal({ forms: [form(1, 'Secret')] }), []);
    await renderRouted(() => <PortalScreen brand="halyard" onBrand={() => undefined} />);
    expect(await screen.findByText('Your role does not open this screen')).toBeVisible();
    expect(screen.queryByText('Secret')).toBeNull();
  });
});

describe('FormScreen', () => {
  it('makes a form with a field that hangs on another', async () => {
    const asked = backend(portal());
    const { address } = await renderRouted(() => <FormScreen id={null} brand="halyard" />);
    const name = await screen.findByRole('textbox', { name: 'Name' });
    expect(name).toHaveFocus();
    await userEvent.type(name, 'Billing');
    const add = screen.getByRole('button', { name: 'Add a field' });
    await userEvent.click(add);
    await userEvent.click(add);
    const second = within(screen.getByRole('group', { name: 'Plan' }));
    await userEvent.click(second.getByRole('checkbox', { name: 'Required' }));
    await userEvent.selectOptions(second.getByRole('combobox', { name: 'Shown' }), 'type');
    await userEvent.selectOptions(second.getByRole('combobox', { name: 'The answer is' }), 'bug');
    await userEvent.click(screen.getByRole('button', { name: /^Create form/ }));
    await waitFor(() => expect(address()).toBe('/settings/portal/9?brand=halyard'));
    expect(asked[0]?.body).toEqual({
      name: 'Billing', intro: '', type: '', product_area: '', is_active: true,
      fields: [newField('type'), { ...newField('custom.plan'), is_required: true, when: { field: 'type', value: 'bug' } }],
    });
  });

  it('saves to the version that was seen, and keeps focus when a field goes', async () => {
    const asked = backend(portal({ forms: [form(1, 'Billing', { fields: [newField('type'), newField('custom.seats')] })] }));
    await renderRouted(() => <FormScreen id={1} brand="halyard" />);
    await userEvent.click(await screen.findByRole('button', { name: 'Remove: Seats' }));
    expect(screen.getByRole('button', { name: 'Add a field' })).toHaveFocus();
    await userEvent.click(screen.getByRole('button', { name: /^Save/ }));
    await waitFor(() => expect(asked[0]).toMatchObject({ what: 'change', ifMatch: '"v3"', body: { fields: [newField('type')] } }));
  });

  it('says that a form needs a name', async () => {
    const asked = backend(portal({ forms: [form(1, 'Billing')] }));
    await renderRouted(() => <FormScreen id={1} brand="halyard" />);
    await userEvent.clear(await screen.findByRole('textbox', { name: 'Name' }));
    await userEvent.click(screen.getByRole('button', { name: /^Save/ }));
    expect(screen.getByText('A form needs a name.')).toBeVisible();
    expect(asked).toEqual([]);
  });
});

describe('moved', () => {
  it('takes a condition away from a field that comes to stand before what it hangs on', () => {
    const fields: FormField[] = [newField('type'), { ...newField('custom.plan'), when: { field: 'type', value: 'bug' } }];
    expect(moved(fields, 1, -1)).toEqual([newField('custom.plan'), newField('type')]);
    expect(moved(fields, 0, 1)).toEqual([newField('custom.plan'), newField('type')]);
  });
});
