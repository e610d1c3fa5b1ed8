import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Schemas } from '@/shared/api';
import { answer } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { AuditEntry, AuditFilters } from './api';
import { AuditScreen } from './audit-screen';
import { auditSearch } from './search';

const entry = (id: number, fields: Partial<AuditEntry> = {}): AuditEntry => ({
  id,
  at: '2026-11-29T10:00:00Z',
  actor: { ref: 'staff:1', name: 'Ines Weber' },
  action: 'people.token_created',
  target: 'token:3',
  details: [{ name: 'scopes', value: '["tickets:read"]' }],
  request_id: '',
  ...fields,
});

let asked: URLSearchParams[];
let verbs: string[];
let chain: Schemas['AuditChain'];

beforeEach(() => {
  asked = [];
  verbs = ['audit.read'];
  chain = { state: 'unbroken', since: '2026-01-05T10:00:00Z', checked_at: '2026-11-30T10:00:00Z', entries: 1200, erased: 1, head: 'a', fault: '', entry_id: null };
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs })),
    answer('/users', 'get', () => ({ results: [], next: null })),
    answer('/teams', 'get', () => ({ results: [], next: null })),
    answer('/brands', 'get', () => ({ results: [], next: null })),
    answer('/staff', 'get', () => ({ results: [], next: null })),
    answer('/audit-entries/chain', 'get', () => chain),
    answer('/audit-entries', 'get', ({ query }) => {
      asked.push(query);
      const rows = query.get('cursor') === 'more' ? [entry(1, { action: 'kb.something_new', target: 'thing:4', details: [] })] : [entry(2)];
      return { results: query.get('target') === 'nothing' ? [] : rows, next: query.get('cursor') === 'more' ? null : 'more' };
    }),
  );
});

const show = (search: AuditFilters = {}, onSearch: (search: AuditFilters) => void = () => undefined) =>
  renderRouted(() => <AuditScreen search={search} onSearch={onSearch} />);

describe('the audit log', () => {
  it('says since when it is unbroken, and where it is broken', async () => {
    const { unmount } = await show();
    expect(await screen.findByText(/^Unbroken since .*: 1200 entries/)).toBeVisible();
    unmount();
    chain = { ...chain, state: 'broken', fault: 'missing', entry_id: 17 };
    await show();
    expect(await screen.findByRole('alert')).toHaveTextContent('Broken: entry 17 was taken out');
  });

  it('tells in words what it knows, and as it stands what it does not', async () => {
    await show();
    const table = await screen.findByRole('table');
    expect(within(table).getByText('API token created')).toBeVisible();
    expect(within(table).getByText('API token 3')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    expect(await within(table).findByText('something new')).toBeVisible();
    expect(within(table).getByText('thing:4')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  });

  it('opens what is known about an entry by the keyboard', async () => {
    await show();
    const what = await screen.findByText('API token created');
    expect(screen.getByText('["tickets:read"]')).not.toBeVisible();
    await userEvent.click(what);
    expect(screen.getByText('["tickets:read"]')).toBeVisible();
  });

  it('narrows by area, time and record, and exports what is shown', async () => {
    const onSearch = vi.fn();
    await show({ area: 'people', action: 'people.token_created' }, onSearch);
    await screen.findByRole('table');
    expect(asked[0]?.get('action')).toBe('people.token_created');
    expect(screen.getByRole('link', { name: 'Export CSV' })).toHaveAttribute('href', '/api/v1/audit-entries/export?area=people&action=people.token_created');
    await userEvent.selectOptions(screen.getByLabelText('Area'), 'Email');
    expect(onSearch).toHaveBeenLastCalledWith({ area: 'email' });
    await userEvent.selectOptions(screen.getByLabelText('When'), 'Last 7 days');
    expect(onSearch).toHaveBeenLastCalledWith({ area: 'people', action: 'people.token_created', when: '7d' });
    await userEvent.click(screen.getByRole('button', { name: 'API token 3' }));
    expect(onSearch).toHaveBeenLastCalledWith({ area: 'people', action: 'people.token_created', target: 'token:3' });
  });

  it('says so when nothing fits, and for whom it is', async () => {
    const onSearch = vi.fn();
    await show({ target: 'nothing' }, onSearch);
    await userEvent.click(await screen.findByRole('button', { name: 'Clear filters' }));
    expect(onSearch).toHaveBeenLastCalledWith({});
  });

  it('is not asked for without the right', async () => {
    verbs = [];
    await show();
    expect(await screen.findByText('The audit log is for admins')).toBeVisible();
    expect(asked).toHaveLength(0);
  });

  it('takes nothing but its filters from the address', () => {
    expect(auditSearch({ user: '4', when: '7d', evil: 'x', area: '' })).toEqual({ user: 4, when: '7d' });
  });
});
