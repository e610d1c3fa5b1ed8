import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { answer, page } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import { ContactScreen } from './detail-screens';
import type { ContactDetail, Identity, MergePreview, MergeSide } from './types';

const email = (id: number, value: string, is_verified: boolean): Identity => ({
  id,
  kind: 'email',
  value,
  is_verified,
  verified_at: is_verified ? '2026-03-02T09:00:00Z' : null,
  created_at: '2026-03-02T09:00:00Z',
});

const HELEN: ContactDetail = {
  id: 7,
  public_id: 'a',
  name: 'Helen Marsh',
  email: 'helen@kestrel.example',
  title: '',
  phone: '',
  company: null,
  locale: '',
  timezone: '',
  is_blocked: false,
  is_visitor: false,
  created_at: '2026-03-02T09:00:00Z',
  is_verified: true,
  merged_into: null,
  custom: {},
  identities: [email(1, 'helen@kestrel.example', true), email(2, 'hm@typed.example', false)],
  merged: [],
  conflicts: [],
};
const OTHER: ContactDetail = { ...HELEN, id: 9, name: 'H. Marsh', email: 'helen@home.example', is_verified: false, identities: [email(3, 'helen@home.example', false)] };

const side = (contact: ContactDetail, tickets: number): MergeSide => ({ ...contact, tickets, open_tickets: 1 });
const PREVIEW: MergePreview = {
  into: side(HELEN, 4),
  from: side(OTHER, 2),
  moves: { identities: OTHER.identities, tickets: 2, fields: [{ field: 'phone', label: '', value: '+49 30 1' }, { field: 'custom.role', label: 'Role', value: 'Admin' }] },
  can_merge: true,
  reason: null,
  warnings: [
    {
      code: 'unproven_address',
      detail: 'from the server',
      is_conflict: false,
      data: { values: ['helen@home.example'], source: 'H. Marsh', target: 'Helen Marsh' },
    },
    { code: 'brand_new', detail: 'Words of the server.', is_conflict: true, data: { source: 'H. Marsh', target: 'Helen Marsh' } },
  ],
};
const REFUSED: MergePreview = {
  ...PREVIEW,
  into: side(OTHER, 2),
  from: side(HELEN, 4),
  can_merge: false,
  reason: { code: 'proof_stays', detail: 'server' },
};

let contact: ContactDetail;
let verbs: string[];
let sent: [string, unknown][];

beforeEach(() => {
  contact = HELEN;
  verbs = [...ME.verbs, 'customer.merge'];
  sent = [];
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs })),
    answer('/contacts/{contact_id}', 'get', ({ params }) => Number(params.contact_id) === contact.id ? contact : OTHER),
    answer('/contacts', 'get', () => ({ results: [HELEN, OTHER], next: null })),
    answer('/tickets', 'get', () => ({ results: [], next: null })),
    answer('/customer-fields', 'get', page([])),
    answer('/contacts/{contact_id}/merge-preview', 'get', ({ params }) => (params.contact_id === '7' ? PREVIEW : REFUSED)),
    answer('/contacts/{contact_id}/merge', 'post', ({ body, params }) => {
      sent.push([`merge into ${params.contact_id}`, body]);
      return { contact: HELEN, merge_id: 3, undo: 'token' };
    }),
    answer('/undo', 'post', ({ body }) => {
      sent.push(['undo', body]);
      return { restored: [], failed: [] };
    }),
    answer('/contacts/merges/{merge_id}/undo', 'post', ({ params }) => {
      sent.push(['unmerge', params.merge_id]);
      return { contact: HELEN, restored: OTHER };
    }),
  );
});

const show = (id = contact.id) =>
  renderRouted(() => (
    <>
      <ContactScreen id={id} />
      <Toaster />
    </>
  ));

async function choose(): Promise<HTMLElement> {
  await userEvent.click(await screen.findByRole('button', { name: /Merge with/ }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.type(within(dialog).getByRole('searchbox'), 'marsh');
  const list = await within(dialog).findByRole('button', { name: /H\. Marsh/ });
  // Nobody is merged with themselves.
  expect(within(dialog).queryByRole('button', { name: /Helen Marsh/ })).not.toBeInTheDocument();
  await userEvent.keyboard('{ArrowDown}');
  expect(list).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  return dialog;
}

describe('Merging contacts', () => {
  it('says of every identity whether it is verified', async () => {
    await show();
    const list = await screen.findByRole('region', { name: 'How they reach us' });
    const [proven, claimed] = within(list).getAllByRole('listitem');
    expect(proven).toHaveTextContent(/helen@kestrel\.example\s*Verified/);
    expect(claimed).toHaveTextContent(/hm@typed\.example\s*Not verified/);
  });

  it('shows both side by side, merges, and takes it back', async () => {
    await show();
    const dialog = await choose();
    const kept = await within(dialog).findByRole('radio', { name: /Helen Marsh/ });
    expect(kept).toBeChecked();
    await waitFor(() => expect(kept).toHaveFocus());
    const moves = within(dialog).getByRole('region', { name: 'Moves to Helen Marsh' });
    expect(moves).toHaveTextContent('2 tickets');
    expect(moves).toHaveTextContent('Email helen@home.example, Not verified');
    expect(moves).toHaveTextContent('Phone: +49 30 1');
    expect(moves).toHaveTextContent('Role: Admin');
    const warnings = within(dialog).getByRole('region', { name: 'Before you merge' });
    const [first, second] = within(warnings).getAllByRole('listitem');
    // What differs comes first; words of a code that is new to us are the server's.
    expect(first).toHaveTextContent('They differ. Words of the server.');
    expect(second).toHaveTextContent('Nothing proves that helen@home.example is theirs.');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Merge contacts' }));
    expect(await screen.findByText('H. Marsh is now part of Helen Marsh')).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await userEvent.click(screen.getByRole('button', { name: /Undo/ }));
    await waitFor(() =>
      expect(sent).toEqual([
        ['merge into 7', { from_id: 9 }],
        ['undo', { token: 'token' }],
      ]),
    );
  });

  it('keeps who is verified, and says why the other way is refused', async () => {
    contact = { ...OTHER };
    server.use(answer('/contacts', 'get', () => ({ results: [HELEN], next: null })));
    const { address } = await show();
    await userEvent.click(await screen.findByRole('button', { name: /Merge with/ }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(within(dialog).getByRole('searchbox'), 'helen');
    await userEvent.click(await within(dialog).findByRole('button', { name: /Helen Marsh/ }));
    expect(await within(dialog).findByRole('radio', { name: /Helen Marsh/ })).toBeChecked();
    await userEvent.click(within(dialog).getByRole('radio', { name: /H\. Marsh/ }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('Helen Marsh is verified and H. Marsh is not');
    const merge = within(dialog).getByRole('button', { name: 'Merge contacts' });
    expect(merge).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(merge);
    expect(sent).toEqual([]);
    await userEvent.click(within(dialog).getByRole('radio', { name: /Helen Marsh/ }));
    await waitFor(() => expect(merge).not.toHaveAttribute('aria-disabled'));
    await userEvent.click(merge);
    await waitFor(() => expect(sent).toEqual([['merge into 7', { from_id: 9 }]]));
    await waitFor(() => expect(address()).toBe('/customers/contacts/7'));
  });

  it('undoes an earlier merge from its record, and says why another one stands', async () => {
    const merged = { id: 3, at: '2026-03-02T09:00:00Z', by: { id: 5, name: 'Sue' }, tickets: 2, reason: null };
    contact = {
      ...HELEN,
      merged: [
        { ...merged, can_undo: true, contact: { id: 9, name: 'H. Marsh', email: 'helen@home.example' } },
        { ...merged, id: 4, can_undo: false, contact: null, reason: { code: 'erased', detail: 'server' } },
      ],
    };
    await show();
    const list = await screen.findByRole('region', { name: 'Merged into this contact' });
    expect(list).toHaveTextContent('One of the two contacts was erased.');
    await userEvent.click(within(list).getByRole('button', { name: 'Undo merge of Erased contact' }));
    await userEvent.click(within(list).getByRole('button', { name: 'Undo merge of H. Marsh' }));
    expect(await screen.findByText('H. Marsh and Helen Marsh are two contacts again')).toBeVisible();
    expect(sent).toEqual([['unmerge', '3']]);
  });

  it('leads from a merged contact to who it became', async () => {
    contact = { ...OTHER, merged_into: 7, identities: [] };
    await show();
    expect(await screen.findByRole('link', { name: 'Open that contact' })).toHaveAttribute('href', '/customers/contacts/7');
    expect(screen.queryByRole('button', { name: /Merge with/ })).not.toBeInTheDocument();
  });

  it('offers nothing to who may not merge', async () => {
    verbs = ME.verbs;
    contact = { ...HELEN, merged: [{ id: 3, at: '2026-03-02T09:00:00Z', by: null, tickets: 0, can_undo: true, reason: null, contact: null }] };
    await show();
    expect(await screen.findByRole('region', { name: 'Merged into this contact' })).toBeVisible();
    expect(screen.queryByRole('button', { name: /Merge with/ })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Undo merge/ })).not.toBeInTheDocument();
  });
});
