import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { answer } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import { DriftScreen } from './drift-screen';
import { QualityScreen } from './quality-screen';
import { sureOf } from './drift-words';
import { faultsOf, valuesOf } from './rubric-draft';
import type { DriftSearch, QualitySearch } from './search';
import type { Coaching, Criterion, Drift, Review, Row, Rubric, Score } from './words';

const AT = '2026-03-02T09:00:00Z';
const INES = { id: 3, name: 'Ines Agent' };
const row: Row = {
  id: 4, number: 12, subject: 'Invoices', requester: 'Helen', company: 'Kestrel', side: 'people', person: INES, category: 'billing', channel: 'email',
  ended_at: AT, week: '2026-03-02', sample: 'random', risks: ['low_rated'], reviewed_by: null, reviewed_at: null,
};
const facts = (level: number | null, why: string): Score => ({ level, why, note: '', quotes: [], engine: '', by: null, at: AT, rules_version: 0 });
const criterion = (key: string, weight: number, fields: Partial<Criterion> = {}): Criterion => ({ key, weight, name: '', about: '', levels: ['', '', ''], facts: null, model: null, by_person: null, level: null, ...fields });
const CRITERIA = [criterion('solved', 3, { facts: facts(2, 'stayed') }), criterion('tone', 1, { facts: facts(null, 'unsaid') })];
const review: Review = {
  ...row, score: null, rules_version: 0, criteria: CRITERIA, to_score: { rules_version: 0, criteria: CRITERIA }, former: [], told: [INES],
  spoken: [
    { kind: 'message', at: AT, author_kind: 'contact', author: 'Helen', text: 'Where are my invoices?', score: null },
    { kind: 'message', at: AT, author_kind: 'staff', author: 'Ines Agent', text: 'Under Settings.', score: null },
  ],
  comments: [], asks_model: false, may_review: true, may_comment: true, version: 1,
};
const coaching: Coaching = {
  person: INES, since: AT, conversations: 9, drawn: 3, reviewed: 1, criteria: [{ key: 'solved', weight: 3, name: '', about: '', levels: ['', '', ''], is_in_force: true }],
  sampled: [{ criterion: 'solved', levels: [1, 0, 2], unjudged: 0, by_person: 1, mean: null }], facts: [{ criterion: 'solved', levels: [2, 0, 7], unjudged: 0, by_person: 0, mean: null }],
  results: [{ ...row, comments: [{ id: 1, by: { id: 9, name: 'Sue' }, text: 'Well explained.', at: AT }] }],
};
const drift: Drift = {
  as_of: AT, recent_days: 28, usual_days: 182, least_usual: 20, close: { odds: 2, alarms_a_year: 6 }, plain: { odds: 3, alarms_a_year: 2 },
  results: (['ai_wrong', 'csat'] as const).map((measure) => ({
    scope: 'category' as const, value: 'billing', measure, is_close: true, has_fallen: measure === 'csat', since: measure === 'csat' ? AT : null, bad: 10, all: 20, usual_bad: 6, usual_all: 60, sum: 9.5, limit: 8,
  })),
  changes: [],
};
let sent: unknown;

beforeEach(() => {
  sent = undefined;
  server.use(
    answer('/me', 'get', { ...ME, verbs: ['quality.review', 'quality.write', 'insights.see'] }),
    answer('/quality/reviews', 'get', { results: [row], next: null, counts: { waiting: 1, reviewed: 0, all: 1, random: 1, risk: 0 } }),
    answer('/quality/reviews/{review_id}', 'get', review),
    answer('/quality/reviews/{review_id}', 'put', ({ body }) => {
      sent = body;
      return { ...review, version: 2 };
    }),
    answer('/quality/coaching', 'get', coaching),
    answer('/quality/people', 'get', { people: [{ person: INES, conversations: 9, drawn: 3, reviewed: 1 }], agreements: [{ criterion: 'solved', same: 3, lower: 1, higher: 0 }], draws: [] }),
    answer('/quality/drift', 'get', drift),
    answer('/quality/drift/weeks', 'get', { weeks: [{ begins: AT, bad: 3, all: 9 }], changes: [{ at: AT, what: 'routing', name: '7', by: 'Ada', id: null }] }),
  );
});

function Quality({ from }: { from: QualitySearch }) {
  const [search, setSearch] = useState(from);
  return (
    <>
      <QualityScreen search={search} onSearch={setSearch} />
      <Toaster />
    </>
  );
}

function Fall() {
  const [search, setSearch] = useState<DriftSearch>({});
  return <DriftScreen search={search} onSearch={setSearch} />;
}

describe('QualityScreen', () => {
  it('scores by keyboard, asks why where it differs, and keeps the automatic score beside', async () => {
    const user = userEvent.setup();
    onTestFinished(listenForShortcuts());
    await renderRouted(() => <Quality from={{}} />);
    const panel = within(await screen.findByRole('complementary', { name: 'Scores' }));
    expect(panel.getByText('The customer did not come back within 7 days.')).toBeVisible();
    expect(panel.getByText(/scores rank nobody/)).toBeVisible();
    await user.keyboard('13');
    expect(panel.getByRole('radio', { name: 'The problem remains' })).toBeChecked();
    expect(panel.getByRole('radio', { name: 'Fits' })).toBeChecked();
    await user.click(panel.getByRole('button', { name: /^Save/ }));
    const why = panel.getByLabelText('Why do you judge otherwise? (needed)');
    await waitFor(() => expect(why).toHaveFocus());
    expect(panel.getByRole('alert')).toHaveTextContent('Say why you judge otherwise');
    expect(sent).toBeUndefined();
    await user.type(why, 'She had to call.');
    await user.click(panel.getByRole('button', { name: /^Save/ }));
    await waitFor(() =>
      expect(sent).toEqual({
        scores: [
          { criterion: 'solved', level: 0, why: 'She had to call.' },
          { criterion: 'tone', level: 2, why: '' },
        ],
        again: false,
        rules_version: 0,
      }),
    );
  });

  it('shows few as counts, with what scores are not for', async () => {
    await renderRouted(() => <Quality from={{ tab: 'coaching' }} />);
    const table = within(await screen.findByRole('table', { name: 'Levels by criterion' }));
    expect(table.getByText('fewer than 20')).toBeVisible();
    expect(table.getByText('2 met, 0 partly, 1 not met')).toBeVisible();
    expect(screen.getByText(/nothing follows from them by itself/)).toBeVisible();
    expect(screen.getByText(/Well explained/)).toBeVisible();
    expect(await screen.findByText(/3 of 4 the same/)).toBeVisible();
  });
});

describe('DriftScreen', () => {
  it('opens a measure as chart and table with what was changed, and the focus comes back', async () => {
    const user = userEvent.setup();
    onTestFinished(listenForShortcuts());
    await renderRouted(() => <Fall />);
    const cell = await screen.findByRole('button', { name: /worse/ });
    expect(cell).toHaveTextContent('50% usually 10%');
    await user.click(cell);
    const side = within(await screen.findByRole('complementary', { name: 'One measure by week' }));
    expect(side.getByText(/^Worse since .* Went badly since then: 10 of 20 \(50%\)\. Before that: 6 of 60 \(10%\)\.$/)).toBeVisible();
    expect(side.getByText(/just beyond the usual ups and downs/)).toBeVisible();
    expect(side.getByText(/at most 6 such alarms a year are chance/)).toBeVisible();
    expect(await side.findByText('Routing rules, version 7, by Ada')).toBeVisible();
    await user.click(side.getByRole('button', { name: 'As a table' }));
    expect(within(side.getByRole('table')).getByText('9')).toBeVisible();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.getByRole('button', { name: /worse/ })).toHaveFocus());
  });
});

describe('what is said of a measure', () => {
  it.each([
    [{ limit: null, usual_all: 3, usual_bad: 1, bad: 0, all: 0 }, /^none lately ?too few earlier ones to compare$/, /^No results in the last 28 days, and only 3 earlier; 20 are needed/],
    [{ bad: 0, all: 0 }, /^none lately ?usually 10%$/, /No results in the last 28 days/],
    [{ bad: 2, all: 25 }, /^8% ?usually 10%$/, /^Not worse than usual.*2 of 25 \(8%\)/],
  ])('is plain: %j', async (change, cell, words) => {
    const user = userEvent.setup();
    server.use(answer('/quality/drift', 'get', { ...drift, results: [{ ...drift.results[0]!, has_fallen: false, since: null, ...change }] }));
    await renderRouted(() => <Fall />);
    const button = await screen.findByRole('button', { name: cell });
    await user.click(button);
    expect(await screen.findByText(words)).toBeVisible();
    expect(document.body).not.toHaveTextContent(/sum|odds|CUSUM|0 of 0/i);
  });

  it('says how sure a fall is', () => {
    expect([sureOf({ sum: 9, limit: 8 }), sureOf({ sum: 10.4, limit: 8 }), sureOf({ sum: 9, limit: null })]).toEqual(['just', 'clear', 'just']);
  });
});

describe('the rubric', () => {
  const content: Rubric['content'] = { criteria: [{ key: 'tone', weight: 1, name: '', about: '', levels: ['', '', ''] }], sampled: 3, risky: 5, asks_model: true, categories: [], segments: [] };

  it.each([
    [{}, {}],
    [{ sampled: 99 }, { sampled: 'number' }],
    [{ criteria: [{ ...content.criteria[0]!, weight: 0 }] }, { 'weight-0': 'weight' }],
    [{ criteria: [content.criteria[0]!, { key: 'own', weight: 1, name: 'Own', about: '', levels: ['a', '', 'c'] }] }, { 'name-1': 'own' }],
    [{ criteria: [content.criteria[0]!, content.criteria[0]!] }, { 'key-1': 'key' }],
  ])('is checked: %j', (change, faults) => {
    expect(faultsOf(valuesOf({ ...content, ...change }))).toEqual(faults);
  });
});
