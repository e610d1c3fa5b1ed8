import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, page, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME, ticketRow } from '@/shared/testing/tickets';
import { TicketPortProvider, type TicketPort } from '@/shared/ticket-screen';
import { Toaster } from '@/shared/ui';
import type { Field, FieldUse, TagsChange, TagUse, TicketField } from './api';
import { FieldScreen } from './field-screen';
import { FieldsScreen } from './fields-screen';
import { TagsScreen } from './tags-screen';
import { TicketFields } from './ticket-fields';

const field = (id: number, label: string, over: Partial<Field> = {}): Field => ({
  id, key: label.toLowerCase().replaceAll(' ', '_'), label, help: '', kind: 'text', choices: [], brand: null, is_required_on_resolve: false,
  is_for_customers: true, when: null, archived_at: null, version: 3, changed_at: null, changed_by: null, ...over,
});
const NO_USE: FieldUse = { held: 0, choices: [], uses: [] };

function backend(fields: Field[], use: FieldUse = NO_USE, verbs: string[] = ['field.write']) {
  const asked: { what: string; body: unknown; ifMatch: string | null }[] = [];
  const note = (what: string, body: unknown, request: Request): void => {
    asked.push({ what, body, ifMatch: request.headers.get('If-Match') });
  };
  server.use(
    answer('/me', 'get', { ...ME, verbs }),
    answer('/brands', 'get', page([])),
    answer('/fields', 'get', () => page(fields.map((one) => (asked.some(({ what }) => what === 'archive') ? { ...one, archived_at: '2026-03-02T09:00:00Z' } : one)))),
    answer('/fields', 'post', ({ body, request }) => {
      note('create', body, request);
      return field(9, body.label);
    }),
    answer('/fields/usage', 'get', page([{ key: 'root_cause', filled: 47, of: 50 }, { key: 'seats', filled: 2, of: 5 }])),
    answer('/fields/{field_id}/usage', 'get', use),
    answer('/fields/{field_id}', 'patch', ({ body, request }) => {
      note('change', body, request);
      return field(1, body.label ?? '', { version: 4 });
    }),
    answer('/fields/{field_id}/archive', 'post', ({ body, request }) => {
      note('archive', body, request);
      return field(1, 'Root cause', { archived_at: '2026-03-02T09:00:00Z' });
    }),
    answer('/fields/order', 'put', ({ body, request }) => {
      note('order', body, request);
      return page(body.ids.map((id) => fields.find((one) => one.id === id) ?? field(id, 'Other')));
    }),
  );
  return asked;
}

describe('FieldsScreen', () => {
  it('says of each field what it takes, when it is required and how often it is filled', async () => {
    backend([
      field(1, 'Root cause', { kind: 'choice', choices: ['A', 'B'], is_required_on_resolve: true, when: { field: 'type', values: ['bug'] } }),
      field(2, 'Seats', { kind: 'number', is_for_customers: false }),
      field(3, 'Old', { archived_at: '2026-03-02T09:00:00Z' }),
    ]);
    await renderRouted(() => <FieldsScreen />);
    const [, first, second, third] = await screen.findAllByRole('row');
    expect(first).toHaveTextContent('Choice, 2 values');
    expect(first).toHaveTextContent('Where it is shown');
    await waitFor(() => expect(first).toHaveTextContent('94%'));
    expect(second).toHaveTextContent('2 of 5');
    expect(second).toHaveTextContent('Ticket, API');
    expect(within(third as HTMLElement).queryByRole('button')).toBeNull();
    expect(screen.getByRole('link', { name: 'Root cause' })).toHaveAttribute('href', '/settings/fields/1');
    expect(screen.getByRole('link', { name: 'Tags' })).toHaveAttribute('href', '/settings/fields/tags');
  });

  it('moves a field by button, and shows the order at once', async () => {
    const asked = backend([field(1, 'Root cause'), field(2, 'Seats')]);
    await renderRouted(() => <FieldsScreen />);
    await userEvent.click(await screen.findByRole('button', { name: 'Move Seats up' }));
    await waitFor(() => expect(asked).toEqual([expect.objectContaining({ what: 'order', body: { ids: [2, 1] } })]));
    expect(screen.getAllByRole('link').map((link) => link.textContent).filter((name) => name === 'Seats' || name === 'Root cause')).toEqual(['Seats', 'Root cause']);
    expect(screen.getByRole('button', { name: 'Move Seats up' })).toBeDisabled();
  });

  it('shows nothing to who may not set up fields', async () => {
    backend([field(1, 'Secret')], NO_USE, []);
    await renderRouted(() => <FieldsScreen />);
    expect(await screen.findByText('Your role does not open this screen')).toBeVisible();
    expect(screen.queryByText('Secret')).toBeNull();
  });
});

describe('FieldScreen', () => {
  it('makes a choice with its values by keyboard, shown for bugs only', async () => {
    const asked = backend([]);
    const { address } = await renderRouted(() => <FieldScreen id={null} />);
    const name = await screen.findByRole('textbox', { name: 'Name' });
    expect(name).toHaveFocus();
    await userEvent.type(name, 'Root cause');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Kind' }), 'Choice');
    await userEvent.click(screen.getByRole('button', { name: /^Create field/ }));
    expect(screen.getByText('A choice needs a value.')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Add choice' }));
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Choice 1' })).toHaveFocus());
    await userEvent.keyboard('Outage{Enter}');
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Choice 2' })).toHaveFocus());
    await userEvent.keyboard('Expired key{Alt>}{ArrowUp}{/Alt}');
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Choice 1' })).toHaveValue('Expired key'));
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Shown' }), 'Depending on the type');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Bug' }));
    await userEvent.click(screen.getByRole('checkbox', { name: 'Required to resolve' }));
    await userEvent.click(screen.getByRole('button', { name: /^Create field/ }));
    await waitFor(() => expect(address()).toBe('/settings/fields/9'));
    expect(asked[0]?.body).toEqual({
      label: 'Root cause', help: '', kind: 'choice', choices: ['Expired key', 'Outage'], brand: null,
      is_required_on_resolve: true, is_for_customers: true, when: { field: 'type', values: ['bug'] },
    });
  });

  it('says what hangs on a field, keeps its kind, and saves to the version that was seen', async () => {
    const asked = backend([field(1, 'Root cause', { kind: 'choice', choices: ['A'] })], {
      held: 10_001,
      choices: [{ value: 'A', count: 3 }, { value: 'Gone', count: 1 }],
      uses: [{ word: 'root_cause', kind: 'rule', id: 'bugs', name: 'Bugs' }],
    });
    await renderRouted(() => <FieldScreen id={1} />);
    expect(await screen.findByText('More than 10,000 tickets have a value.')).toBeVisible();
    expect(screen.getByRole('combobox', { name: 'Kind' })).toBeDisabled();
    expect(screen.getByText('3 in 30 days')).toBeVisible();
    expect(screen.getByText('No longer offered, kept on tickets: Gone')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Bugs' })).toHaveAttribute('href', '/settings/routing');
    expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull();
    await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), '!');
    await userEvent.click(screen.getByRole('button', { name: /^Save/ }));
    await waitFor(() => expect(asked[0]).toMatchObject({ what: 'change', ifMatch: '"v3"', body: { label: 'Root cause!' } }));
  });

  it('says before archiving what becomes of the values', async () => {
    const asked = backend([field(1, 'Root cause')], { ...NO_USE, held: 2 });
    await renderRouted(() => <FieldScreen id={1} />);
    await screen.findByText('2 tickets have a value.');
    await userEvent.click(screen.getByRole('button', { name: 'Archive' }));
    const question = await screen.findByRole('alertdialog', { name: 'Archive Root cause?' });
    expect(question).toHaveTextContent('2 tickets have a value. They keep it');
    await userEvent.click(within(question).getByRole('button', { name: 'Archive' }));
    expect(await screen.findByText('This field is archived: tickets keep its values, and take no new ones.')).toBeVisible();
    expect(asked.map(({ what }) => what)).toEqual(['archive']);
  });
});

const tag = (name: string, over: Partial<TagUse> = {}): TagUse => ({ name, recent: 1, tickets: 12, uses: [], ...over });
const CHANGE: TagsChange = {
  id: 1, sources: ['snow-flake'], target: 'snowflake', by: { id: 5, name: 'Ines Duarte' }, expected: 553, changed: 200, skipped: [],
  created_at: '2026-03-02T09:00:00Z', ended_at: null, undo_until: null, undo_at: null, undo_by: null, returned: 0, undone_at: null,
};

function tagBackend(tags: TagUse[], changes: TagsChange[] = []) {
  const asked: unknown[] = [];
  server.use(
    answer('/me', 'get', { ...ME, verbs: ['field.write'] }),
    answer('/brands', 'get', page([])),
    answer('/tags', 'get', page(tags.map(({ name }) => name))),
    answer('/tags/usage', 'get', page(tags)),
    answer('/tags/changes', 'get', page(changes)),
    answer('/tags/changes/preview', 'post', ({ body }) => ({
      sources: body.sources, target: body.target ?? '', is_new: false, tickets: 553,
      followed: [{ word: 'snow-flake', kind: 'view', id: '', name: '' }],
      left: [{ word: 'snow-flake', kind: 'rule', id: 'flakes', name: 'Flakes' }],
    })),
    answer('/tags/changes', 'post', ({ body }) => {
      asked.push(body);
      return CHANGE;
    }),
  );
  return asked;
}

describe('TagsScreen', () => {
  it('shows what a merge would do before it begins', async () => {
    const asked = tagBackend([tag('snow-flake'), tag('snowflake', { tickets: 10_001, uses: [{ word: 'snowflake', kind: 'macro', id: '4', name: 'Sync' }] })]);
    await renderRouted(() => <TagsScreen />);
    expect(await screen.findByText('over 10,000')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Sync' })).toHaveAttribute('href', '/settings/macros/4');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Choose snow-flake' }));
    await userEvent.click(screen.getByRole('checkbox', { name: 'Choose snowflake' }));
    await userEvent.click(screen.getByRole('button', { name: 'Merge tags' }));
    const dialog = await screen.findByRole('dialog', { name: 'Merge 2 tags?' });
    const target = within(dialog).getByRole('combobox', { name: 'The tag that stays' });
    await userEvent.clear(target);
    expect(within(dialog).getByRole('button', { name: 'Merge tags' })).toHaveAttribute('aria-disabled', 'true');
    await userEvent.type(target, 'snowflake');
    expect(await within(dialog).findByText(/^553 tickets get snowflake/)).toBeVisible();
    expect(within(dialog).getByText('A private one')).toBeVisible();
    expect(within(dialog).getByRole('link', { name: 'Flakes' })).toBeVisible();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Merge tags' }));
    await waitFor(() => expect(asked).toEqual([{ sources: ['snow-flake', 'snowflake'], target: 'snowflake' }]));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('says how far a change is', async () => {
    tagBackend([tag('snowflake')], [CHANGE]);
    await renderRouted(() => <TagsScreen />);
    expect(await screen.findByText('snow-flake become snowflake: 200 of 553 tickets')).toBeVisible();
  });

  it('takes a change back after it has said what that does', async () => {
    const over = { ...CHANGE, changed: 553, ended_at: '2026-03-02T10:00:00Z', undo_until: '2999-04-01T10:00:00Z' };
    tagBackend([tag('snowflake')], [over, { ...over, id: 2, undo_at: '2026-03-03T10:00:00Z', undone_at: '2026-03-03T10:01:00Z' }]);
    const taken: unknown[] = [];
    server.use(
      answer('/tags/changes/{change_id}/undo', 'get', { tickets: 550, changed: 3 }),
      answer('/tags/changes/{change_id}/undo', 'post', ({ params }) => {
        taken.push(params['change_id']);
        return { ...over, undo_at: '2026-03-03T10:00:00Z' };
      }),
    );
    await renderRouted(() => <TagsScreen />);
    await userEvent.click(await screen.findByRole('button', { name: 'Take back' }));
    const dialog = await screen.findByRole('dialog', { name: 'Take back what became of snow-flake?' });
    expect(await within(dialog).findByText('550 tickets get back the tags they had.')).toBeVisible();
    expect(within(dialog).getByText(/^3 tickets stay as they are/)).toBeVisible();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Take back' }));
    await waitFor(() => expect(taken).toEqual(['1']));
  });
});

const one = (key: string, over: Partial<TicketField> = {}): TicketField => ({
  key, label: key, help: '', kind: 'text', choices: [], is_required_on_resolve: false, is_kept: false, value: null, ...over,
});

async function openTicket(fields: TicketField[], refuses = false) {
  const sent: { custom: Record<string, unknown> }[] = [];
  const stored = () => fields.map((field) => sent.reduce((now, { custom }) => (field.key in custom && !refuses ? { ...now, value: custom[field.key] } : now), field));
  const ticket = { ...ticketRow(7), custom: {}, permissions: {} };
  server.use(
    answer('/me', 'get', { ...ME, verbs: ['ticket.update'] }),
    answer('/tickets/{number}/fields', 'get', () => page(stored())),
    answer('/tickets/{number}', 'patch', ({ body }) => {
      sent.push(body as { custom: Record<string, unknown> });
      return refuses ? refusal(422, { code: 'invalid', detail: 'Seats takes a number.' }) : ticket;
    }),
  );
  const port = { ticket, me: ME } as unknown as TicketPort;
  await renderRouted(() => (
    <TicketPortProvider value={port}>
      <TicketFields />
      <Toaster />
    </TicketPortProvider>
  ));
  // Who reads it is known a moment later.
  const first = fields.find(({ is_kept }) => !is_kept);
  if (first) await waitFor(() => expect(screen.getByLabelText(first.label)).toBeEnabled());
  return sent;
}

describe('TicketFields', () => {
  it('sends each value when it is left, in its kind', async () => {
    const sent = await openTicket([
      one('Cause', { kind: 'choice', choices: ['A', 'B'], is_required_on_resolve: true }),
      one('Seats', { kind: 'number' }),
      one('Beta', { kind: 'checkbox' }),
    ]);
    expect(await screen.findByText('Required to resolve')).toBeVisible();
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Cause' }), 'B');
    await userEvent.type(screen.getByRole('textbox', { name: 'Seats' }), '7,5');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Beta' }));
    await waitFor(() => expect(sent).toEqual([{ custom: { Cause: 'B' } }, { custom: { Seats: 7.5 } }, { custom: { Beta: true } }]));
  });

  it('shows a kept value without a way to change it, and what is no number where it stands', async () => {
    const sent = await openTicket([one('Seats', { kind: 'number' }), one('Old', { is_kept: true, value: 'kept' })]);
    expect(await screen.findByRole('textbox', { name: 'Old' })).toBeDisabled();
    await userEvent.type(screen.getByRole('textbox', { name: 'Seats' }), 'many');
    await userEvent.tab();
    expect(screen.getByText('This takes a number.')).toBeVisible();
    expect(sent).toEqual([]);
  });

  it('says why a value was refused', async () => {
    await openTicket([one('Seats', { kind: 'number' })], true);
    await userEvent.type(await screen.findByRole('textbox', { name: 'Seats' }), '7{Enter}');
    expect(await screen.findByText('Seats takes a number.')).toBeVisible();
  });

  it.each([['1,500', 1500], ['1.234,5', 1234.5], [' -3 ', -3]])('sends %j as %j', async (text, number) => {
    const sent = await openTicket([one('Seats', { kind: 'number' })]);
    await userEvent.type(screen.getByRole('textbox', { name: 'Seats' }), `${text}{Enter}`);
    await waitFor(() => expect(sent).toEqual([{ custom: { Seats: number } }]));
  });

  it.each([['1,50,000', 'Write it without separators of thousands.'], ['0x10', 'This takes a number.'], ['1e3', 'This takes a number.']])(
    'refuses %j, and Escape takes the text and the fault back',
    async (text, fault) => {
      const sent = await openTicket([one('Seats', { kind: 'number' })]);
      const field = screen.getByRole('textbox', { name: 'Seats' });
      await userEvent.type(field, `${text}{Enter}`);
      expect(screen.getByText(fault)).toBeVisible();
      await userEvent.keyboard('{Escape}');
      expect(screen.queryByText(fault)).toBeNull();
      expect(field).toHaveValue('');
      expect(sent).toEqual([]);
    },
  );

  it('keeps the focus in a field that Enter has saved', async () => {
    const sent = await openTicket([one('Order', {})]);
    const field = screen.getByRole('textbox', { name: 'Order' });
    await userEvent.type(field, 'A1 {Enter}');
    await waitFor(() => expect(field).toHaveValue('A1'));
    expect(sent).toHaveLength(1);
    expect(field).toHaveFocus();
  });
});
