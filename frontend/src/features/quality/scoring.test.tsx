import { screen, waitFor, within, type BoundFunctions, type queries } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { answer, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import { QUALITY } from './api';
import { QualityScreen } from './quality-screen';
import type { QualitySearch } from './search';
import type { Criterion, Review, Row, Score } from './words';

const AT = '2026-03-02T09:00:00Z';
const INES = { id: 3, name: 'Ines Agent' };
const SUE = { id: 9, name: 'Sue Lead' };
const MYSELF = { id: ME.id, name: ME.name };
const row: Row = {
  id: 4, number: 12, subject: 'Invoices', requester: 'Helen', company: 'Kestrel', side: 'people', person: INES, category: 'billing', channel: 'email',
  ended_at: AT, week: '2026-03-02', sample: 'random', risks: [], reviewed_by: null, reviewed_at: null,
};
const given = (level: number, by: Score['by'], note = '', rules_version = 0): Score => ({ level, why: '', note, quotes: [], engine: '', by, at: AT, rules_version });
const tone = (by_person: Score | null): Criterion => ({ key: 'tone', weight: 1, name: '', about: '', levels: ['', '', ''], facts: null, model: null, by_person, level: by_person?.level ?? null });
const review: Review = {
  ...row, score: null, rules_version: 0, criteria: [tone(null)], to_score: { rules_version: 0, criteria: [tone(null)] }, former: [], told: [INES],
  spoken: [], comments: [], asks_model: false, may_review: true, may_comment: true, version: 1,
};
const scoredBy = (by: typeof SUE, level: number, version: number, note = ''): Review => ({
  ...review, reviewed_by: by, reviewed_at: AT, version, criteria: [tone(given(level, by, note))], to_score: { rules_version: 0, criteria: [tone(given(level, by, note))] },
});
let stored: Review;
let sent: unknown[];

beforeEach(() => {
  stored = review;
  sent = [];
  server.use(
    answer('/me', 'get', { ...ME, verbs: ['quality.review'] }),
    answer('/quality/reviews', 'get', { results: [row, { ...row, id: 6, number: 13 }], next: null, counts: { waiting: 2, reviewed: 0, all: 2, random: 2, risk: 0 } }),
    answer('/quality/reviews/{review_id}', 'get', ({ params }) => ({ ...stored, id: Number(params.review_id) })),
    answer('/quality/reviews/{review_id}', 'put', ({ body }) => {
      sent.push(body);
      stored = scoredBy(MYSELF, 2, stored.version + 1);
      return stored;
    }),
    answer('/quality/reviews/{review_id}/comments', 'post', ({ body }) => {
      sent.push(body);
      return { id: 1, by: MYSELF, text: 'Well done.', at: AT };
    }),
  );
});

function Quality() {
  const [search, setSearch] = useState<QualitySearch>({ review: 4 });
  return (
    <>
      <QualityScreen search={search} onSearch={setSearch} />
      <Toaster />
    </>
  );
}

const opened = async (): Promise<{ user: ReturnType<typeof userEvent.setup>; panel: BoundFunctions<typeof queries>; happens: () => Promise<void> }> => {
  const user = userEvent.setup();
  const { client } = await renderRouted(() => <Quality />);
  const panel = within(await screen.findByRole('complementary', { name: 'Scores' }));
  await panel.findByText(/^By the rubric/);
  return { user, panel, happens: () => client.invalidateQueries({ queryKey: QUALITY }) };
};

describe('a comment that is not sent yet', () => {
  const box = (): HTMLElement => screen.getByLabelText(/^To Ines Agent/);

  it('stays when the scores are saved, and the next conversation waits for it', async () => {
    const { user, panel } = await opened();
    expect(panel.getByRole('button', { name: /^Save and next/ })).toBeVisible();
    await user.type(box(), 'Well done.');
    expect(panel.getByRole('button', { name: /^Skip/ })).not.toHaveAttribute('aria-disabled', 'true');
    await user.click(panel.getByRole('radio', { name: 'Fits' }));
    await user.click(panel.getByRole('button', { name: /^Save/ }));
    expect(await screen.findByText('#12 is scored. Your comment is not sent yet.')).toBeVisible();
    await waitFor(() => expect(panel.getByText(/^Reviewed by Ines Duarte/)).toBeVisible());
    expect(box()).toHaveValue('Well done.');
    await user.click(panel.getByRole('button', { name: 'Send the comment' }));
    await waitFor(() => expect(sent[1]).toEqual({ text: 'Well done.' }));
    await waitFor(() => expect(box()).toHaveValue(''));
  });

  it('stays through a conflict, with what was chosen', async () => {
    server.use(
      answer('/quality/reviews/{review_id}', 'put', ({ body }) => {
        sent.push(body);
        if (sent.length > 1) return scoredBy(MYSELF, 2, 3);
        stored = scoredBy(SUE, 0, 2, 'Curt.');
        return refusal(409, { title: 'Conflict', code: 'quality.scored_already' });
      }),
    );
    const { user, panel } = await opened();
    await user.type(box(), 'Well done.');
    await user.click(panel.getByRole('radio', { name: 'Fits' }));
    await user.click(panel.getByRole('button', { name: /^Save/ }));
    expect(await panel.findByText(/^Sue Lead has scored this conversation.*What you have chosen is still there\.$/)).toBeVisible();
    expect(panel.getByText('Puts the customer off')).toBeVisible();
    expect(panel.getByText('Curt.')).toBeVisible();
    expect(box()).toHaveValue('Well done.');
    await user.click(panel.getByRole('button', { name: 'Score it again' }));
    expect(panel.getByRole('radio', { name: 'Fits' })).toBeChecked();
    await user.click(panel.getByRole('button', { name: /^Save/ }));
    await waitFor(() => expect(sent[1]).toEqual({ scores: [{ criterion: 'tone', level: 2, why: '' }], again: true, rules_version: 0 }));
  });

  it('stays when somebody else scores meanwhile, with what was chosen', async () => {
    const { user, panel, happens } = await opened();
    await user.type(box(), 'Well done.');
    await user.click(panel.getByRole('radio', { name: 'Fits' }));
    stored = scoredBy(SUE, 1, 2);
    await happens();
    expect(await panel.findByText(/^Sue Lead has scored/)).toBeVisible();
    expect(box()).toHaveValue('Well done.');
    await user.click(panel.getByRole('button', { name: 'Score it again' }));
    expect(panel.getByRole('radio', { name: 'Fits' })).toBeChecked();
  });
});

describe('an empty list', () => {
  it.each<[QualitySearch, string]>([
    [{}, 'Nothing waits for you'],
    [{ list: 'reviewed' }, 'No conversation fits'],
    [{ side: 'assistant' }, 'No conversation fits'],
    [{ number: 12 }, 'No conversation fits'],
  ])('says only what is known: %j', async (search, words) => {
    server.use(answer('/quality/reviews', 'get', { results: [], next: null, counts: { waiting: 0, reviewed: 0, all: 0, random: 0, risk: 0 } }));
    await renderRouted(() => <QualityScreen search={search} onSearch={() => undefined} />);
    expect(await screen.findByText(words)).toBeVisible();
  });
});

describe('scores that stand', () => {
  it('of another person are shown first and never put into ones own mouth', async () => {
    stored = scoredBy(SUE, 0, 2, 'Curt.');
    const { user, panel } = await opened();
    expect(await panel.findByText(/^Sue Lead has scored/)).toBeVisible();
    expect(panel.queryByRole('radio')).toBeNull();
    await user.click(panel.getByRole('button', { name: 'Score it again' }));
    expect(panel.getAllByRole('radio').filter((one) => (one as HTMLInputElement).checked)).toEqual([]);
    expect(panel.queryByDisplayValue('Curt.')).toBeNull();
  });

  it('of oneself are changed, and by an older rubric are scored again', async () => {
    stored = scoredBy(MYSELF, 2, 2);
    const { panel, happens } = await opened();
    expect(await panel.findByRole('radio', { name: 'Fits' })).toBeChecked();
    stored = { ...stored, to_score: { rules_version: 1, criteria: [tone(given(2, MYSELF))] } };
    await happens();
    expect(await panel.findByText(/^You scored this by an older rubric/)).toBeVisible();
  });

  it('have their history, and say who hears of a comment', async () => {
    const old = { by: SUE, at: AT, replaced_at: AT, rules_version: 0, score: 25, given: [{ key: 'tone', weight: 1, name: '', about: '', levels: ['', '', ''], level: 0, note: 'Curt.' }] };
    stored = { ...scoredBy(MYSELF, 2, 3), former: [old], told: [INES, SUE] };
    const { panel } = await opened();
    const former = within(panel.getByRole('region', { name: 'Earlier scores' }));
    expect(former.getByText('Sue Lead')).toBeVisible();
    expect(former.getByText(/25%/)).toBeVisible();
    expect(former.getByText(/Puts the customer off/)).toBeInTheDocument();
    expect(former.getByText('Curt.')).toBeInTheDocument();
    expect(panel.getByLabelText('To Ines Agent and Sue Lead, who are told')).toBeVisible();
  });

  it('say it where nobody would hear of a comment', async () => {
    stored = { ...review, may_review: false, to_score: null, told: [] };
    await renderRouted(() => <Quality />);
    expect(await screen.findByLabelText(/nobody is told/)).toBeVisible();
  });
});
