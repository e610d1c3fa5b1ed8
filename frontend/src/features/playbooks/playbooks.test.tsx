import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { answer, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import { PlaybooksScreen } from './playbooks-screen';
import type { PlaybooksSearch } from './search';
import { TogetherScreen } from './together-screen';
import { contentOf, valuesOf } from './values';
import { filtersOf, linesOf, type Content, type Playbook, type Playbooks, type Together, type WholePlaybook } from './words';

const CONTENT: Content = {
  trigger: { kind: 'event', count: 3, hours: 24, name: 'import.finished', where: [{ name: 'status', compare: 'is', value: 'failed' }], same: '', text: '', begins: '', ends: '', idle_minutes: 30, category: '' },
  audience: { segments: ['smb'], plans: [], languages: [], titles: [], least_arr: null, most_health: null, renewal_days: null, page: '' },
  action: { kind: 'guidance', text: 'Your file was refused.', texts: {}, article: '', shows_steps: false, person_id: null, days: 3 },
  limits: { most: 3, rest_days: 14, holdout: 15, starts_on: null, ends_on: null },
  outcome: { category: '', days: 7 },
};
const row = (fields: Partial<Playbook> = {}): Playbook => ({
  id: 4,
  name: 'Imports fail',
  template: 'failed_imports',
  is_on: true,
  on_since: '2026-03-01T09:00:00Z',
  version: 2,
  content: CONTENT,
  result: { reached: 212, reached_wrote: 31, held_out: 24, held_out_wrote: 9, share: { value: 0.229, low: 0.06, high: 0.43 }, prevented: { value: 48, low: 12, high: 91 } },
  states: { waiting: 0, reached: 3, held_out: 1, skipped: 2 },
  changed_at: '2026-03-01T09:00:00Z',
  changed_by: { id: 3, name: 'Ada Admin' },
  ...fields,
});
const FEW = row({ id: 5, name: 'New one', template: '', is_on: false, result: { reached: 5, reached_wrote: 1, held_out: 1, held_out_wrote: 1, share: null, prevented: null } });
const TOGETHER: Together = { a_week: 2, quiet_from: 20, quiet_until: 8, kept_days: 90, version: 0, changed_at: null, changed_by: null };
const LIST: Playbooks = { results: [row(), FEW], templates: [{ key: 'failed_imports', content: CONTENT }, { key: 'failed_payment', content: CONTENT }], together: TOGETHER };
const whole = (fields: Partial<WholePlaybook> = {}): WholePlaybook => ({
  ...row(),
  versions: [],
  firings: [{ id: 1, at: '2026-03-01T09:00:00Z', state: 'held_out', reason: '', contact: { id: 9, name: 'Helen Marsh' }, company: null, count: 3, version: 2, due_at: null, has_written: true }],
  skipped: [],
  answers: { offered: 212, shown: 200, opened: 80, dismissed: 60 },
  judging: 2,
  owners: [{ id: 3, name: 'Ada Admin' }],
  ...fields,
});

let sent: unknown;

beforeEach(() => {
  sent = undefined;
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs: ['insights.see', 'insights.write'] })),
    answer('/insights/playbooks', 'get', LIST),
    answer('/insights/playbooks', 'post', ({ body }) => {
      sent = body;
      return whole();
    }),
    // Before the address of one, which would take it for a number.
    answer('/insights/playbooks/limits', 'get', TOGETHER),
    answer('/insights/playbooks/limits', 'put', ({ body }) => {
      sent = body;
      return { ...TOGETHER, a_week: 1, version: 1 };
    }),
    answer('/insights/playbooks/{playbook_id}', 'get', whole()),
    answer('/insights/playbooks/{playbook_id}', 'patch', ({ body }) => {
      sent = body;
      return whole({ is_on: false, version: 3 });
    }),
    answer('/insights/playbooks/{playbook_id}/preview', 'post', ({ body }) => {
      sent = body;
      return { reached: 42, held_out: 6, outside: 3, limited: 1, firings: 50, is_of_people: true, results: [{ at: '2026-02-20T09:00:00Z', name: 'Helen Marsh', is_held_out: true }] };
    }),
  );
});

function Screen({ start = {} }: { start?: PlaybooksSearch }) {
  const [search, setSearch] = useState<PlaybooksSearch>(start);
  return (
    <>
      <PlaybooksScreen search={search} onSearch={setSearch} />
      <Toaster />
    </>
  );
}

const open = (start?: PlaybooksSearch) => renderRouted(() => <Screen {...(start ? { start } : {})} />);

describe('the playbooks', () => {
  it('are listed with what each prevented, as counts while they are few', async () => {
    await open();
    const lines = within(await screen.findByRole('table')).getAllByRole('row');
    expect(lines[1]).toHaveTextContent('import.finished, 3 times within 24 h');
    expect(lines[1]).toHaveTextContent('About 48 people, between 12 and 91');
    expect(lines[2]).toHaveTextContent('Too few yet: 5 reached, 1 held out');
    expect(screen.getByText(/About 48 people did not have to write, by 1 playbook/)).toBeInTheDocument();
    // One that is in use already makes another of its kind.
    await userEvent.click(screen.getByRole('button', { name: 'Use “Imports fail”' }));
    await waitFor(() => expect(sent).toEqual({ name: 'Imports fail 2', template: 'failed_imports' }));
  });

  it('show both groups, the interval and each firing', async () => {
    await open({ playbook: 4 });
    const panel = await screen.findByRole('complementary', { name: 'Playbook' });
    expect(await within(panel).findByText(/23% of those reached, 95% of the time between 6% and 43%/)).toBeInTheDocument();
    expect(panel).toHaveTextContent('2 more are still within their days.');
    expect(panel).toHaveTextContent('Helen Marsh · 3 times · held out · wrote in');
    expect(within(panel).queryByRole('button', { name: 'Delete' })).toBeNull();
  });

  it('are tried before they are switched on, and switched', async () => {
    const user = userEvent.setup();
    await open({ playbook: 4 });
    await user.click(await screen.findByRole('button', { name: 'Try it on the last 30 days' }));
    expect(await screen.findByText('It would have reached 42 people, 6 held out.')).toBeInTheDocument();
    expect(sent).toMatchObject({ content: { trigger: { name: 'import.finished', count: 3 }, limits: { holdout: 15 } } });
    await user.click(screen.getByRole('button', { name: 'Switch off' }));
    await waitFor(() => expect(sent).toEqual({ is_on: false }));
    expect(await screen.findByRole('button', { name: 'Switch on' })).toBeInTheDocument();
  });

  it('are edited as fields that say what is wrong with them', async () => {
    const user = userEvent.setup();
    await open({ playbook: 4 });
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    const where = screen.getByRole('textbox', { name: 'Only where its properties are so' });
    expect(where).toHaveValue('status = failed');
    await user.type(where, ' and more\nnonsense');
    const holdout = screen.getByRole('textbox', { name: 'Held out, in percent' });
    await user.clear(holdout);
    await user.type(holdout, '80');
    await user.click(screen.getByRole('button', { name: /Save as version 3/ }));
    expect(await screen.findByText('A whole number from 0 to 50.')).toBeInTheDocument();
    expect(screen.getByText('Write one condition a line, such as status = failed.')).toBeInTheDocument();
    expect(sent).toBeUndefined();
    await user.clear(where);
    await user.clear(holdout);
    await user.type(holdout, '20');
    await user.click(screen.getByRole('button', { name: /Save as version 3/ }));
    await waitFor(() => expect(sent).toMatchObject({ name: 'Imports fail', content: { trigger: { where: [] }, limits: { holdout: 20 } } }));
  });

  it('are of all customers: who sees some is told so', async () => {
    server.use(answer('/insights/playbooks', 'get', () => refusal(403, { code: 'forbidden', detail: 'Some.' })));
    await open();
    expect(await screen.findByText('Playbooks are of all customers')).toBeInTheDocument();
  });

  it('share limits', async () => {
    const user = userEvent.setup();
    await renderRouted(TogetherScreen);
    const week = await screen.findByRole('textbox', { name: 'Messages' });
    await user.clear(week);
    await user.type(week, '1');
    await user.click(screen.getByRole('button', { name: /Save/ }));
    await waitFor(() => expect(sent).toEqual({ a_week: 1 }));
  });
});

describe('the form of a playbook', () => {
  it('says what the server said', () => {
    expect(contentOf(valuesOf('Imports fail', CONTENT))).toEqual(CONTENT);
  });

  it('reads conditions by their signs', () => {
    const where = filtersOf('status = failed\n\nrows >= 100\nfile ~ a b.csv\nplan != free\nsize<=3');
    expect(where?.map(({ compare }) => compare)).toEqual(['is', 'at_least', 'contains', 'is_not', 'at_most']);
    expect(filtersOf(linesOf(where ?? []))).toEqual(where);
    expect(filtersOf('status failed')).toBeNull();
  });
});
