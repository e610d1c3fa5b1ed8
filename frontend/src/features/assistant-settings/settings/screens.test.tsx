import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ComponentType } from 'react';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { renderRouted } from '@/shared/testing/routed';
import { Toaster } from '@/shared/ui';
import { assistantBackend, CONTENT, CURVE, draftOf, REPLAY } from '../testing/backend';
import { AnswersScreen } from './answers-screen';
import { BoundariesScreen } from './boundaries-screen';
import { CostsScreen } from './costs-screen';
import { thresholdFor } from './curve-points';
import { TrialScreen } from './trial-screen';
import { VersionsScreen } from './versions-screen';
import { VoiceScreen } from './voice-screen';

const show = (Screen: ComponentType) =>
  renderRouted(() => (
    <>
      <Screen />
      <Toaster />
    </>
  ));
const WAIT = { timeout: 10_000 };
const button = (name: string | RegExp) => screen.getByRole('button', { name });

describe('the answers', () => {
  it('saves a draft, says what publishing changes, and publishes it', async () => {
    const { asked } = assistantBackend({ replay: REPLAY });
    await show(AnswersScreen);
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Email' }, WAIT));
    expect(screen.getByText('Not saved yet')).toBeInTheDocument();
    await userEvent.click(button(/Publish version 13/));
    const dialog = await screen.findByRole('dialog', { name: 'Publish version 13?' });
    expect(within(dialog).getByText('Boundary Seats: words from seat to seat and license')).toBeInTheDocument();
    expect(within(dialog).getByText(/9 of 201 questions would end otherwise/)).toBeInTheDocument();
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'Note' }), 'Chat only');
    await userEvent.click(within(dialog).getByRole('button', { name: /Publish version 13/ }));
    expect(await screen.findByText('Version 13 is live.')).toBeInTheDocument();
    expect(asked.map(({ path, ifMatch }) => [path, ifMatch])).toEqual([['save', '"v0"'], ['publish', '"v1"']]);
    expect(JSON.stringify(asked[0]?.body)).toContain('"channels":["widget"]');
    expect(asked[1]?.body).toEqual({ note: 'Chat only' });
  });

  it('keeps what was changed when somebody was faster', async () => {
    assistantBackend({ isTaken: true });
    await show(AnswersScreen);
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Email' }, WAIT));
    await userEvent.click(button(/^Save draft/));
    expect(await screen.findByText(/Somebody saved or discarded other settings/)).toBeInTheDocument();
    expect(screen.getByRole('checkbox', { name: 'Email' })).not.toBeChecked();
    expect(button('Keep my changes on top')).toBeVisible();
    await userEvent.click(button('Load it, without my changes'));
    await waitFor(() => expect(screen.queryByText(/Somebody saved or discarded/)).toBeNull());
    expect(screen.getByRole('checkbox', { name: 'Email' })).toBeChecked();
    expect(screen.queryByText('Not saved yet')).toBeNull();
  });

  it('turns a limit of wrong answers into a threshold and what it means a month', async () => {
    assistantBackend();
    await show(AnswersScreen);
    const limit = await screen.findByRole('slider', { name: 'At most wrong' }, WAIT);
    expect(screen.getByText(/From 12 judged answers of yours; the curve is the shipped one until there are 20/)).toBeInTheDocument();
    fireEvent.change(limit, { target: { value: '4' } });
    expect(screen.getByRole('textbox', { name: 'Threshold' })).toHaveValue('0.9');
    const month = screen.getByText('Answered a month').closest('div');
    expect(month).toHaveTextContent('20');
    expect(screen.getByText('3% (1 to 25%)')).toBeInTheDocument();
    expect(screen.getByRole('img', { name: /At 0.9 it answers/ })).toBeInTheDocument();
  });

  it('says when no threshold keeps a limit', async () => {
    assistantBackend();
    await show(AnswersScreen);
    fireEvent.change(await screen.findByRole('slider', { name: 'At most wrong' }, WAIT), { target: { value: '1' } });
    expect(screen.getByText(/No threshold keeps this limit/)).toBeInTheDocument();
    expect(thresholdFor(CURVE.points, 0.07)).toBe(0.8);
  });

  it('takes no threshold that is none, with a point or a comma, and saves by its key', async () => {
    onTestFinished(listenForShortcuts());
    const { asked } = assistantBackend();
    await show(AnswersScreen);
    const field = await screen.findByRole('textbox', { name: 'Threshold' }, WAIT);
    for (const wrong of ['', 'abc', '1.5', '-1']) {
      fireEvent.change(field, { target: { value: wrong } });
      expect(field).toHaveAccessibleDescription(/A number from 0 to 1/);
      expect(field).toHaveValue(wrong);
      await userEvent.keyboard('{Control>}s{/Control}');
    }
    expect(asked).toEqual([]);
    fireEvent.change(field, { target: { value: '0.3' } });
    expect(screen.getByText(/Nothing is known of thresholds below/)).toBeVisible();
    fireEvent.change(field, { target: { value: '0,85' } });
    expect(field).toHaveValue('0,85');
    await userEvent.keyboard('{Control>}s{/Control}');
    expect(await screen.findByText(/Draft saved/)).toBeInTheDocument();
    expect(JSON.stringify(asked)).toContain('"threshold":0.85');
  });

  it('adds a threshold for a channel and does not save two for the same', async () => {
    const { asked } = assistantBackend();
    await show(AnswersScreen);
    const add = await screen.findByRole('button', { name: 'Add a threshold' }, WAIT);
    await userEvent.click(add);
    await userEvent.click(add);
    const save = button(/^Save draft/);
    expect(save).toHaveAttribute('title', 'Two rows are for the same channel and category.');
    await userEvent.click(save);
    expect(asked).toEqual([]);
    await userEvent.click(screen.getAllByRole('button', { name: 'Remove' })[1] as HTMLElement);
    expect(add).toHaveFocus();
    await userEvent.click(save);
    expect(await screen.findByText(/Draft saved/)).toBeInTheDocument();
  });

  it('shows who may only read the settings without a way to change them', async () => {
    assistantBackend({ verbs: ['assistant.read'] });
    await show(AnswersScreen);
    expect(await screen.findByRole('checkbox', { name: 'Email' }, WAIT)).toBeDisabled();
    expect(screen.queryByRole('button', { name: /Publish/ })).toBeNull();
  });

  it('shows nothing to others', async () => {
    assistantBackend({ verbs: [] });
    await show(AnswersScreen);
    expect(await screen.findByText("You cannot see the assistant's settings", undefined, WAIT)).toBeInTheDocument();
  });
});

describe('the boundaries', () => {
  it('shows what is due, and moves a row with the keyboard', async () => {
    const { asked } = assistantBackend();
    await show(BoundariesScreen);
    const seats = await screen.findByRole('button', { name: /^Seats/ }, WAIT);
    expect(seats).toHaveTextContent('Review due');
    seats.focus();
    await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');
    await waitFor(() => expect(screen.getByRole('button', { name: /^Seats/ })).toHaveFocus());
    await userEvent.click(button(/^Save draft/));
    await waitFor(() => expect(asked).toHaveLength(1));
    const sent = asked[0]?.body as { content: typeof CONTENT };
    expect(sent.content.boundaries.map(({ key }) => key)).toEqual(['seats', 'security']);
  });

  it('makes one with words, and never loses the focus when one goes', async () => {
    assistantBackend();
    await show(BoundariesScreen);
    await userEvent.click(await screen.findByRole('button', { name: 'Add a boundary' }, WAIT));
    expect(button(/^Save draft/)).toHaveAttribute('title', 'Give the boundary a name.');
    await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), 'Prices');
    await userEvent.type(screen.getByRole('textbox', { name: 'Words' }), 'discount{Enter}');
    expect(screen.getByRole('button', { name: 'Remove discount' })).toBeInTheDocument();
    await userEvent.click(button('Remove boundary'));
    await waitFor(() => expect(screen.getByRole('button', { name: /^Security/ })).toHaveFocus());
  });

  it('has no way to remove one that ships', async () => {
    assistantBackend();
    await show(BoundariesScreen);
    await userEvent.click(await screen.findByRole('button', { name: /^Security/ }, WAIT));
    expect(screen.getByText(/It comes with Candor/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Remove boundary' })).toBeNull();
  });
});

describe('the trial', () => {
  it('asks a question of draft and live', async () => {
    const { asked } = assistantBackend({ draft: draftOf(CONTENT, 4), replay: REPLAY });
    await show(TrialScreen);
    const [question] = await screen.findAllByRole('textbox', { name: 'Question' }, WAIT);
    await userEvent.type(question as HTMLElement, 'How many seats?');
    await userEvent.click(button('Ask'));
    const live = await screen.findByRole('article', { name: 'Version 12, live' });
    expect(live).toHaveTextContent('Press Backfill.');
    expect(screen.getByRole('article', { name: 'Version 13, draft' })).toHaveTextContent('Boundary Seats, because of: seat');
    expect(asked[0]?.body).toMatchObject({ question: 'How many seats?', channel: 'widget', contact_id: null });
  });

  it('shows a replay with its changed questions, and stops one', async () => {
    const { asked } = assistantBackend({ draft: draftOf(CONTENT, 4), replay: REPLAY });
    await show(TrialScreen);
    expect(await screen.findByText(/90 are answered now and 81 with the draft/, undefined, WAIT)).toBeInTheDocument();
    await userEvent.click(await screen.findByRole('button', { name: /How many seats do we have/ }));
    expect(screen.getByRole('article', { name: 'Draft' })).toHaveTextContent('A person will answer.');
    await userEvent.click(button('Replay again'));
    expect(await screen.findByText('40 of 201 questions done')).toBeInTheDocument();
    expect(asked[0]?.body).toEqual({ tickets: 200 });
    await userEvent.click(button('Stop'));
    expect(await screen.findByText(/It was stopped before its end/)).toBeInTheDocument();
  });

  it('has nothing to replay without a draft', async () => {
    const { asked } = assistantBackend();
    await show(TrialScreen);
    await userEvent.click(await screen.findByRole('button', { name: 'Start replay' }, WAIT));
    expect(asked).toEqual([]);
    expect(screen.getByText('There is no draft')).toBeInTheDocument();
  });
});

describe('versions, voice and costs', () => {
  it('compares a version with what is live, and rolls back in one click', async () => {
    const { asked } = assistantBackend();
    await show(VersionsScreen);
    await userEvent.click(await screen.findByRole('button', { name: /^Version 11/ }, WAIT));
    expect(await screen.findByText('Masking: switched from on to off')).toBeInTheDocument();
    await userEvent.click(button('Roll back to version 11'));
    expect(await screen.findByText('Version 13 is live.')).toBeInTheDocument();
    expect(asked).toEqual([{ path: 'restore 11', body: null, ifMatch: '"v12"' }]);
  });

  it('wants both halves of an example', async () => {
    assistantBackend();
    await show(VoiceScreen);
    await userEvent.click(await screen.findByRole('button', { name: 'Add an example' }, WAIT));
    expect(button(/^Save draft/)).toHaveAttribute('title', 'Each example needs a question and an answer.');
    await userEvent.type(screen.getByRole('textbox', { name: 'Question 1' }), 'Hi?');
    await userEvent.type(screen.getByRole('textbox', { name: 'Answer 1' }), 'Hello.');
    expect(button(/^Save draft/)).not.toHaveAttribute('aria-disabled');
  });

  it('tells what models cost, and saves the switch of masking', async () => {
    const { asked } = assistantBackend();
    await show(CostsScreen);
    expect(await screen.findByText(/Today \$0.50 of \$25.00/, undefined, WAIT)).toBeInTheDocument();
    expect(screen.getByText('10, 1 failed')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('checkbox', { name: /Mask personal data/ }));
    await userEvent.click(button(/^Save draft/));
    await waitFor(() => expect(asked).toHaveLength(1));
    expect((asked[0]?.body as { content: typeof CONTENT }).content.masking.is_on).toBe(true);
  });
});
