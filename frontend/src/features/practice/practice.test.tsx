import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';

import { answer } from '@/shared/testing/answers';
import { ME } from '@/shared/testing/tickets';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import type { Attempt } from './api';
import { FeedbackPart } from './feedback-part';

const ATTEMPT: Attempt = {
  id: 4,
  set: { id: 2, name: 'Credits' },
  subject: 'Overage of [name]',
  person: { id: 7, name: 'Ines' },
  mode: 'replay',
  started_at: '2020-02-03T08:00:00Z',
  finished_at: '2020-02-03T08:10:00Z',
  article: { id: 9, title: 'Credits and refunds' },
  version: 3,
  steps: [],
  turns: [],
  marks: [],
  is_own: true,
  escalated_at: null,
  escalated_why: '',
  feedback: null,
};
const step = { key: 'ask', kind: 'ask' as const, text: 'Ask for the invoice', state: 'done' as const, place: 2, done_before: null, amount: null, limit: null, unit: '', is_over: false, reason: '' };

describe('feedback of practice', () => {
  it('names the step and the message that each line comes from', async () => {
    await renderRouted(() => (
      <FeedbackPart
        attempt={ATTEMPT}
        feedback={{
          steps: [
            step,
            { ...step, key: 'credit', kind: 'decide', text: 'Give a credit', place: 1, done_before: 'ask', amount: 300, limit: 250, unit: 'USD', is_over: true, reason: 'Angry' },
            { ...step, key: 'book', kind: 'do', text: 'Book it', state: 'missed', place: null },
          ],
          escalation: 'missing',
          must_escalate: true,
          then: [{ number: 2, sentences: [{ text: 'It was a bug of ours', is_said: false }] }],
        }}
      />
    ));
    const part = within(await screen.findByRole('region', { name: 'Feedback' }));
    expect(part.getByText('Steps of Credits and refunds, version 3')).toBeVisible();
    expect(part.getByText('Done before “Ask for the invoice”, which comes first in the runbook')).toBeVisible();
    expect(part.getByText('Over the limit of 250 USD')).toBeVisible();
    expect(part.getByText('Missed')).toBeVisible();
    expect(part.getByText('This case had to be handed on.')).toBeVisible();
    expect(part.getByText('Message 2 of the ticket')).toBeVisible();
    expect(part.getByText('Not said')).toBeVisible();
  });
});

describe('work in practice', () => {
  let sent: unknown[];
  beforeEach(() => {
    sent = [];
  });

  it('answers, says when the customer has nothing to add, and marks steps', async () => {
    const { AttemptScreen } = await import('./attempt-screen');
    const open: Attempt = {
      ...ATTEMPT,
      finished_at: null,
      steps: [{ key: 'ask', kind: 'ask', text: 'Ask for the invoice', limit: null, unit: '' }],
      turns: [{ who: 'customer', text: 'You charged us twice.', at: ATTEMPT.started_at }],
    };
    const one = '/practice/attempts/{attempt_id}';
    server.use(
      answer('/me', 'get', { ...ME, verbs: ['practice.use'] }),
      answer(one, 'get', open),
      answer(`${one}/replies`, 'post', ({ body }) => {
        sent.push(body);
        return { ...open, turns: [...open.turns, { who: 'me', text: body.text, at: open.started_at }] };
      }),
      answer(`${one}/marks`, 'post', ({ body }) => {
        sent.push(body);
        return { ...open, marks: [{ step: 'ask', state: 'done', amount: null, reason: '', at: open.started_at }] };
      }),
    );
    await renderRouted(() => <AttemptScreen id={4} />);
    expect(await screen.findByText('You charged us twice.')).toBeVisible();
    await userEvent.type(screen.getByLabelText('Your reply'), 'Which invoice?');
    await userEvent.click(screen.getByRole('button', { name: 'Answer' }));
    expect(await screen.findByText('The customer has nothing to add.')).toBeVisible();
    await userEvent.click(screen.getByRole('checkbox', { name: 'Ask for the invoice' }));
    await waitFor(() => expect(sent).toEqual([{ text: 'Which invoice?' }, { step: 'ask', state: 'done' }]));
    expect(await screen.findByRole('checkbox', { name: 'Ask for the invoice' })).toBeChecked();
  });
});
