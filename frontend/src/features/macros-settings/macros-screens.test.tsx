import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, page, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import type { Macro } from './api';
import { unknownIn } from './macro-form';
import { MacroScreen } from './macro-screen';
import { MacrosScreen } from './macros-screen';

const NOTHING: Macro['actions'] = {
  status: null, priority: null, type: null, assignee: null, assign_to_me: false, team: null, add_tags: [], remove_tags: [],
};
const VARIABLES = [{ name: 'customer.first_name', meaning: 'The first name' }];

const macro = (id: number, name: string, over: Partial<Macro> = {}): Macro => ({
  id, name, folder: 'Ask', kind: 'shared', text: 'Hi {{customer.first_name|there}}', actions: NOTHING, is_active: true,
  figures: { uses: 0, solved: 0, wrote_again: 0, people: 0 }, version: 3, updated_at: '2026-03-02T09:00:00Z',
  updated_by: 'Priya Raman', may_change: true, ...over,
});

function backend(macros: Macro[], verbs: string[] = ['macro.personal', 'macro.shared']) {
  const asked: { what: string; body: unknown; ifMatch: string | null }[] = [];
  const note = (what: string, body: unknown, request: Request): void => {
    asked.push({ what, body, ifMatch: request.headers.get('If-Match') });
  };
  server.use(
    answer('/me', 'get', { ...ME, verbs }),
    answer('/users', 'get', page([])),
    answer('/teams', 'get', page([])),
    answer('/macros', 'get', () => ({ results: macros, next: null, variables: VARIABLES })),
    answer('/macros', 'post', ({ body, request }) => {
      note('create', body, request);
      return macro(9, body.name);
    }),
    answer('/macros/{macro_id}', 'patch', ({ body, request }) => {
      note('change', body, request);
      return macro(1, body.name ?? '', { version: 4 });
    }),
    answer('/macros/starters', 'get', page([
      { key: 'steps', name: 'Ask for the steps', folder: 'Ask', text: 'Hi', actions: NOTHING, is_taken: false },
      { key: 'fixed', name: 'The fix is live', folder: 'Progress', text: 'Hi', actions: NOTHING, is_taken: true },
    ])),
    answer('/macros/starters', 'post', ({ body, request }) => {
      note('take', body, request);
      return { made: [macro(10, 'Ask for the steps')] };
    }),
    answer('/tickets/{number}/macros/try', 'post', ({ params, body, request }) => {
      note(`try ${String(params.number)}`, body, request);
      return params.number === '7'
        ? refusal(404, { code: 'not_found', detail: 'There is no such ticket, or you may not see it.' })
        : { body_html: '<p>Hi Helen</p>', missing: ['team.name'], changes: [{ field: 'tags', old: [], new: ['x'] }] };
    }),
  );
  return asked;
}

describe('MacrosScreen', () => {
  it('lists the most used first, with how they do', async () => {
    backend([
      macro(1, 'Rare', { figures: { uses: 2, solved: 1, wrote_again: 1, people: 1 } }),
      macro(2, 'Often', { figures: { uses: 40, solved: 30, wrote_again: 10, people: 4 } }),
      macro(3, 'Mine', { kind: 'personal' }),
    ]);
    await renderRouted(() => <MacrosScreen />);
    const rows = (await screen.findAllByRole('row')).slice(1);
    expect(rows.map((row) => within(row).getByRole('link').textContent)).toEqual(['Often', 'Rare']);
    expect(rows[0]).toHaveTextContent('75%');
    expect(rows[1]).toHaveTextContent('1 of 2');
    await userEvent.click(screen.getByRole('radio', { name: 'Mine 1' }));
    expect(screen.getByRole('link', { name: 'Mine' })).toHaveAttribute('href', '/settings/macros/3');
  });

  it('offers macros to begin with, and adds only those that were chosen', async () => {
    const asked = backend([]);
    await renderRouted(() => <MacrosScreen />);
    await userEvent.click(await screen.findByText('Macros to begin with'));
    expect(screen.queryByText('The fix is live')).toBeNull();
    await userEvent.click(screen.getByRole('checkbox', { name: 'Ask for the steps' }));
    await userEvent.click(screen.getByRole('button', { name: 'Add 1 macro' }));
    await waitFor(() => expect(asked.map(({ body }) => body)).toEqual([{ keys: ['steps'] }]));
  });

  it('shows nothing to who may not write macros', async () => {
    backend([macro(1, 'Secret')], []);
    await renderRouted(() => <MacrosScreen />);
    expect(await screen.findByText('Your role does not open this screen')).toBeVisible();
    expect(screen.queryByText('Secret')).toBeNull();
  });
});

describe('MacroScreen', () => {
  it('refuses an unknown variable with the list, and leads to the macro that it made', async () => {
    const asked = backend([]);
    const { address } = await renderRouted(() => <MacroScreen id={null} />);
    const name = await screen.findByRole('textbox', { name: 'Name' });
    expect(name).toHaveFocus();
    await userEvent.type(name, 'Hello');
    const text = screen.getByRole('textbox', { name: 'Text' });
    await userEvent.click(text);
    await userEvent.paste('Hi {{customer.nick}}');
    await userEvent.tab();
    expect(screen.getByText('There is no variable customer.nick. There are: customer.first_name.')).toBeVisible();
    await userEvent.clear(text);
    await userEvent.click(screen.getByRole('button', { name: 'Insert customer.first_name' }));
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Assignee' }), 'Whoever uses it');
    await userEvent.type(screen.getByRole('textbox', { name: 'Add tags' }), 'one, two');
    await userEvent.click(screen.getByRole('button', { name: /^Create macro/ }));
    await waitFor(() => expect(address()).toBe('/settings/macros/9'));
    expect(asked[0]?.body).toEqual({
      name: 'Hello', folder: '', kind: 'personal', text: '{{customer.first_name}}', is_active: true,
      actions: {
        status: null, priority: null, type: null, assignee: null, assign_to_me: true, team: null,
        add_tags: ['one', 'two'], remove_tags: [],
      },
    });
  });

  it('saves to the version that was seen, and shows the macro on a ticket as it stands in the form', async () => {
    const asked = backend([macro(1, 'Known bug')]);
    await renderRouted(() => <MacroScreen id={1} />);
    await userEvent.type(await screen.findByRole('textbox', { name: 'Number of the ticket' }), '48213');
    expect(await screen.findByText('Hi Helen')).toBeVisible();
    expect(screen.getByText('team.name')).toBeVisible();
    expect(screen.getByRole('row', { name: /Tags/ })).toHaveTextContent('None');
    await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), '!');
    await userEvent.click(screen.getByRole('button', { name: /^Save/ }));
    await waitFor(() => expect(asked.some(({ what, ifMatch }) => what === 'change' && ifMatch === '"v3"')).toBe(true));
  });

  it('says why a ticket cannot be taken for the preview', async () => {
    backend([macro(1, 'Known bug')]);
    await renderRouted(() => <MacroScreen id={1} />);
    await userEvent.type(await screen.findByRole('textbox', { name: 'Number of the ticket' }), '7');
    expect(await screen.findByText('There is no such ticket, or you may not see it.')).toBeVisible();
  });

  it('lets nobody change a shared macro who may not', async () => {
    backend([macro(1, 'Known bug', { may_change: false })], ['macro.personal']);
    await renderRouted(() => <MacroScreen id={1} />);
    expect(await screen.findByText('Shared macros are changed by supervisors.')).toBeVisible();
    expect(screen.getByRole('textbox', { name: 'Name' })).toBeDisabled();
    expect(screen.queryByRole('button', { name: /^Save/ })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull();
  });
});

describe('unknownIn', () => {
  it('names variables that do not exist, also with a fallback', () => {
    expect(unknownIn('{{ customer.first_name }} {{a.b|x}} {{a.b}} { {c} }', VARIABLES)).toEqual(['a.b']);
  });
});
