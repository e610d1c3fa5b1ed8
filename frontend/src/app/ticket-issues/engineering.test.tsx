import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { renderInTicket } from '@/features/ticket/testing/provider';
import { entry, SYSTEM, ticket } from '@/features/ticket/testing/fixtures';
import { ME } from '@/features/ticket/testing/backend';
import { answer, refusal } from '@/shared/testing/answers';
import { server } from '@/shared/testing/server';
import { Toaster } from '@/shared/ui';
import type { FixAnswer, TicketIssue, TicketIssues } from '@/features/linear/api';
import { issue, linked, proposal } from '@/features/linear/testing';
import { Engineering } from '@/features/linear/ticket/engineering';
import { IssueChangeText } from '@/features/linear/ticket/issue-steps';
import { htmlOf, textOf } from '@/features/linear/ticket/text';

// A form's guard asks the router, which a part of a ticket alone does not have.
vi.mock('@/shared/form', async (original) => ({ ...(await original<object>()), LeaveGuard: () => null }));

const WAITING: FixAnswer = { id: 5, state: 'waiting', body_html: '<p>Hi Helen,</p><p>it is fixed.</p>', issue_key: 'DATA-2231', created_at: '2020-02-03T08:00:00Z' };

interface Given {
  results?: TicketIssue[];
  answers?: FixAnswer[];
  tracker?: string;
  verbs?: string[];
  automatic?: TicketIssues['automatic'];
}

function show({ results = [], answers = [], tracker = 'Linear', verbs = ['issue.link'], automatic = null }: Given = {}) {
  server.use(
    answer('/me', 'get', { ...ME, verbs: [...ME.verbs, ...verbs] }),
    answer('/tickets/{number}/issues', 'get', { tracker, results, answers, automatic }),
  );
  return renderInTicket(
    <>
      <Engineering />
      <Toaster />
    </>,
  );
}

describe('the issues of a ticket', () => {
  it('shows state, people and whom it concerns', async () => {
    show({ results: [linked()] });
    expect(await screen.findByText('Key rotation leaves a stale session')).toBeVisible();
    expect(screen.getByRole('link', { name: /DATA-2231/ })).toHaveAttribute('href', linked().issue.url);
    expect(screen.getByText('In Progress')).toBeVisible();
    expect(screen.getByText('Mara Lindqvist · Cycle 7')).toBeVisible();
    expect(screen.getByText('3 tickets · 2 customers · $193,000 a year')).toBeVisible();
  });

  it('says what was made by itself, and why nothing was', async () => {
    const { unmount } = show({ results: [linked({ is_automatic: true })], automatic: { state: 'made', reason: '' } });
    expect(await screen.findByText(/made automatically/)).toBeVisible();
    unmount();
    show({ automatic: { state: 'left', reason: 'unsure' } });
    expect(await screen.findByText('No issue was made automatically: What happened is not told clearly enough.')).toBeVisible();
  });

  it('says what the tracker refused', async () => {
    show({ results: [linked({ state: 'refused', problem: 'Linear refused it: Label not found', issue: issue({ state: 'refused', key: '', url: '' }) })] });
    expect(await screen.findByText(/Label not found/)).toBeVisible();
    expect(screen.getByText('Refused')).toBeVisible();
  });

  it('offers nothing without the right, and is not there without a tracker', async () => {
    const { unmount } = show({ verbs: [] });
    expect(await screen.findByText('No issue yet.')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Issue for engineering' })).not.toBeInTheDocument();
    unmount();
    show({ tracker: '' });
    await waitFor(() => expect(screen.queryByText('Engineering')).not.toBeInTheDocument());
  });

  it('unlinks after a question', async () => {
    const gone = vi.fn();
    show({ results: [linked()] });
    server.use(
      answer('/tickets/{number}/issues/{link_id}', 'delete', ({ params }) => {
        gone(params.link_id);
        return null;
      }),
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Unlink DATA-2231' }));
    await userEvent.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Unlink' }));
    await waitFor(() => expect(gone).toHaveBeenCalledWith('9'));
  });
});

describe('the dialog', () => {
  it('sends what stands there, once for one dialog', async () => {
    const asked: unknown[] = [];
    show();
    server.use(
      answer('/tickets/{number}/issues/proposal', 'get', proposal()),
      answer('/tickets/{number}/issues', 'post', ({ body }) => {
        asked.push(body);
        return asked.length === 1 ? refusal(502, { detail: 'Linear is away.' }) : linked();
      }),
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Issue for engineering' }));
    const title = await screen.findByLabelText('Title');
    expect(screen.getByText('Not said: Environment.')).toBeVisible();
    expect(screen.getByText('(40% sure)')).toBeVisible();
    await userEvent.clear(title);
    await userEvent.type(title, 'Stale session{Enter}');
    expect(await screen.findByText(/Not done\./)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Create in Linear' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    const [first, second] = asked as { request_id: string; title: string; labels: string[] }[];
    expect(first).toMatchObject({ title: 'Stale session', labels: ['label-bug'], team: 'team-data', priority: 2 });
    expect(second?.request_id).toBe(first?.request_id);
  });

  it('begins with joining where one is likely the same, with why', async () => {
    const asked = vi.fn();
    show();
    const candidate = {
      issue: issue(),
      score: 0.81,
      is_likely: true,
      reasons: [{ kind: 'code' as const, value: 'HLY-4012' }],
      comment: 'Kestrel Freight has this too.',
    };
    server.use(
      answer('/tickets/{number}/issues/proposal', 'get', proposal({ candidates: [candidate] })),
      answer('/tickets/{number}/issues/join', 'post', ({ body }) => {
        asked(body);
        return linked({ how: 'joined' });
      }),
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Issue for engineering' }));
    expect(await screen.findByRole('radio', { name: /DATA-2231/ })).toBeChecked();
    expect(screen.getByText('same error code HLY-4012')).toBeVisible();
    await userEvent.type(screen.getByLabelText('What it adds there'), ' On Safari.');
    await userEvent.click(screen.getByRole('button', { name: 'Join and comment' }));
    await waitFor(() => expect(asked).toHaveBeenCalled());
    expect(asked.mock.calls[0]?.[0]).toMatchObject({ issue: 3, comment: 'Kestrel Freight has this too. On Safari.', shares_customer: true });
  });
});

describe('an answer that waits', () => {
  it('is changed and sent by a person, with what they have seen', async () => {
    const asked = vi.fn();
    show({ answers: [WAITING] });
    server.use(
      answer('/tickets/{number}/fix-answers/{answer_id}/send', 'post', ({ body }) => {
        asked(body);
        return { ...WAITING, state: 'sent' };
      }),
    );
    const text = await screen.findByLabelText('Answer');
    expect(text).toHaveValue('Hi Helen,\n\nit is fixed.');
    await userEvent.type(text, ' <b>');
    await userEvent.click(screen.getByRole('button', { name: 'Send and resolve' }));
    await waitFor(() => expect(asked).toHaveBeenCalledWith({ body_html: '<p>Hi Helen,</p><p>it is fixed. &lt;b&gt;</p>', seen_entry_id: ticket().last_entry_id }));
  });
});

describe('texts', () => {
  it('keeps paragraphs both ways', () => {
    expect(textOf(htmlOf('One\ntwo\n\nThree <3'))).toBe('One\ntwo\n\nThree <3');
  });

  it('says what happened to an issue', () => {
    const step = entry<'integration'>(5, {
      kind: 'integration',
      author: SYSTEM,
      payload: { step: 'issue_changed', system: 'linear', key: 'DATA-1', what: 'status', status: 'In Progress', was: 'Triage' },
    });
    renderInTicket(<IssueChangeText entry={step} />);
    expect(screen.getByText('DATA-1: In Progress, was Triage')).toBeVisible();
  });
});
