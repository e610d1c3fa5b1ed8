import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { listenForShortcuts } from '@/shared/lib/shortcuts';
import { server } from '@/shared/testing/server';
import { answer, page, refusal } from '@/shared/testing/answers';
import { Toaster } from '@/shared/ui';

import { HeaderMenu } from '../header/header-menu';
import { ME, serve } from '../testing/backend';
import { entry, ticket } from '../testing/fixtures';
import { renderInTicket } from '../testing/provider';
import type { MergeCandidate, TicketMergePreview } from './api';
import { Links } from './links';
import { SplitButton } from './split-button';

const { custom: _custom, links: _links, rating: _rating, timeline: _timeline, permissions, ...ROW } = ticket();
const row = (number: number, subject: string) => ({ ...ROW, number, subject });
const MAY = permissions;

const LIKELY: MergeCandidate = {
  ticket: row(48198, 'Export broken again?'),
  reasons: ['same_company', 'same_code'],
  refusal: null,
};
const FOREIGN: MergeCandidate = {
  ticket: { ...row(48221, 'Tuesday is empty'), company: { id: 9, name: 'Tarn Energy', segment: 'smb' } },
  reasons: ['same_code'],
  refusal: { reason: 'company', message: 'server', may_link: true },
};
const PREVIEW: TicketMergePreview = {
  source: row(48198, 'Export broken again?'),
  target: row(48213, 'Snowflake export empty'),
  refusal: null,
  reads: [
    { id: 1, author: 'Dev Patel', author_kind: 'contact', visibility: 'public', preview: 'Is it broken?', created_at: '2026-03-12T13:12:00Z', comes: true },
    { id: 2, author: 'Helen Marsh', author_kind: 'contact', visibility: 'public', preview: 'Our export', created_at: '2026-03-12T13:41:00Z', comes: false },
  ],
  messages: 2,
  notes: 1,
  files: 0,
  copies: [],
  joins: [{ name: 'Dev Patel', address: 'dev@kestrel.example' }],
  shows: ['Dev Patel'],
  loses_channel: true,
  since: '2026-03-12T13:12:00Z',
  scheduled: 0,
  held: 0,
  drafts: 0,
  has_rated: true,
};

let stopListening: () => void;
beforeEach(() => {
  stopListening = listenForShortcuts();
});
afterEach(() => stopListening());

function open(over: Partial<Parameters<typeof ticket>[0]> = {}) {
  const merged: { source: number; key: string | null }[] = [];
  const detail = ticket({ permissions: MAY, ...over });
  serve(
    detail,
    answer('/tickets/{number}/merge-candidates', 'get', ({ query }) =>
      query.get('q') === '48198' ? page([LIKELY]) : query.get('q') ? page([]) : page([LIKELY, FOREIGN]),
    ),
    answer('/tickets/{number}/merge-preview', 'get', () => PREVIEW),
    answer('/tickets/{number}/merges', 'post', ({ body, request }) => {
      merged.push({ source: body.source, key: request.headers.get('Idempotency-Key') });
      return {
        ticket: row(48213, 'Snowflake export empty'),
        merge: {
          id: 4,
          source: { number: 48198, subject: 'Export broken again?' },
          target: { number: 48213, subject: 'Snowflake export empty' },
          by: { id: 5, name: 'Ines' },
          made_at: '2026-03-12T14:20:00Z',
          until: '2026-04-11T14:20:00Z',
          can_undo: true,
        },
        undo: '5b0f3a55-7c1c-4a27-9d51-0d2f5e1f7a11',
      };
    }),
    answer('/tickets/{number}/followers', 'get', () => ({ results: [], next: null, is_mine: false })),
  );
  renderInTicket(
    <>
      <HeaderMenu onSolve={null} />
      <Links />
      <Toaster />
    </>,
    detail,
    { me: ME },
  );
  return merged;
}

describe('merging', () => {
  it('chooses nothing where two tickets have only their company in common', async () => {
    open();
    server.use(answer('/tickets/{number}/merge-candidates', 'get', page([{ ...LIKELY, reasons: ['same_company'] }])));
    await userEvent.keyboard('m');
    const dialog = await screen.findByRole('dialog', { name: 'Which ticket goes into #48213?' });
    expect(await within(dialog).findByRole('radio', { name: /Export broken again/ })).not.toBeChecked();
    await userEvent.click(within(dialog).getByRole('radio', { name: /Export broken again/ }));
    expect(within(dialog).getByRole('radio', { name: /Export broken again/ })).toBeChecked();
  });

  it('shows who is likely and why, what changes, and merges by keys alone', async () => {
    const merged = open();
    await userEvent.keyboard('m');
    const dialog = await screen.findByRole('dialog', { name: 'Which ticket goes into #48213?' });
    expect(await within(dialog).findByRole('radio', { name: /Export broken again/ })).toBeChecked();
    expect(within(dialog).getByText('same company and same error code')).toBeVisible();
    expect(await within(dialog).findByText('Replies also go to Dev Patel from then on.')).toBeVisible();
    expect(within(dialog).getByText(/can read the words of Dev Patel/)).toBeVisible();
    expect(within(dialog).getByText('It has been rated: no second survey is sent.')).toBeVisible();
    expect(within(dialog).getByText(/Answers no longer appear/)).toBeVisible();
    // Focus is in the search; Enter merges what is chosen.
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(merged).toEqual([{ source: 48198, key: expect.any(String) as string }]));
    expect(await screen.findByText('#48198 merged into #48213')).toBeVisible();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('offers a link where merging would show words to another company', async () => {
    open();
    await userEvent.keyboard('m');
    const group = await screen.findByRole('region', { name: 'Can only be linked' });
    expect(within(group).queryByRole('radio')).not.toBeInTheDocument();
    expect(within(group).getByText(/show the words of Tarn Energy/)).toBeVisible();
    await userEvent.click(within(group).getByRole('button', { name: 'Link #48221 instead' }));
    const linking = await screen.findByRole('dialog', { name: 'Link #48213 with another ticket' });
    expect(within(linking).getByLabelText('Number of the other ticket')).toHaveValue('48221');
  });

  it('finds a ticket by its number', async () => {
    open();
    await userEvent.keyboard('m');
    await userEvent.type(await screen.findByRole('searchbox', { name: 'Number, subject or words' }), '77');
    expect(await screen.findByText('No ticket matches.')).toBeVisible();
    expect(screen.getByRole('button', { name: /Merge another ticket/ })).toHaveAttribute('aria-disabled', 'true');
  });

  it('is not offered without the right', async () => {
    open({ permissions: { ...MAY, merge: false } });
    await userEvent.keyboard('m');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });
});

describe('links', () => {
  const LINKED = [{ kind: 'incident', direction: 'from', number: 48300, subject: 'Empty too', status: 'open' }] as const;

  it('stand with what they are and their state, and can be taken away', async () => {
    open({ links: [...LINKED] });
    const gone: string[] = [];
    serve(
      ticket({ permissions: MAY }),
      answer('/tickets/{number}/links/{relation}/{other}', 'delete', ({ params }) => {
        gone.push(`${params['relation']} ${params['other']}`);
        return { results: [], next: null };
      }),
    );
    const panel = screen.getByRole('region', { name: /Linked tickets/ });
    expect(within(panel).getByText('Incident')).toBeVisible();
    await userEvent.click(within(panel).getByRole('button', { name: 'Unlink #48300' }));
    await waitFor(() => expect(gone).toEqual(['incident 48300']));
  });

  it('says why two cannot be linked', async () => {
    open();
    serve(
      ticket({ permissions: MAY }),
      answer('/tickets/{number}/links', 'post', () => refusal(409, { code: 'tickets.link_refused', detail: 'It stands below already.' })),
    );
    await userEvent.keyboard('{Shift>}l{/Shift}');
    await userEvent.type(await screen.findByLabelText('Number of the other ticket'), '#48300');
    await userEvent.click(screen.getByLabelText('a part of the other'));
    await userEvent.click(screen.getByRole('button', { name: 'Link' }));
    expect(await screen.findByText(/It stands below already/)).toBeVisible();
  });
});

describe('following', () => {
  it('begins from the menu', async () => {
    open();
    const followed: string[] = [];
    serve(
      ticket({ permissions: MAY }),
      answer('/tickets/{number}/followers', 'get', () => ({ results: [], next: null, is_mine: false })),
      answer('/tickets/{number}/followers/{user_id}', 'put', ({ params }) => {
        followed.push(params['user_id'] ?? '');
        return { results: [{ id: ME.id, name: ME.name }], next: null, is_mine: true };
      }),
    );
    await userEvent.click(screen.getByRole('button', { name: 'More actions' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: /^Follow/ }));
    expect(await screen.findByText('You follow this ticket')).toBeVisible();
    expect(followed).toEqual([String(ME.id)]);
  });
});

describe('splitting', () => {
  const FILE = { id: 'f1', name: 'board.png', size: 10, content_type: 'image/png', url: '/f1' };

  function shown() {
    const sent: unknown[] = [];
    const detail = ticket({ permissions: { ...MAY, merge: true } });
    serve(
      detail,
      answer('/tickets/{number}/split', 'post', ({ body }) => {
        sent.push(body);
        return row(48400, 'A second board');
      }),
    );
    const said = entry(7, { body_text: 'It is late. Can I add a board?', attachments: [FILE] });
    renderInTicket(
      <article>
        <p data-testid="said">{said.body_text}</p>
        <SplitButton entry={said} />
      </article>,
      detail,
    );
    return sent;
  }

  async function openMarked() {
    const sent = shown();
    const words = screen.getByTestId('said').firstChild!;
    const range = document.createRange();
    range.setStart(words, 12);
    range.setEnd(words, 30);
    window.getSelection()?.removeAllRanges();
    window.getSelection()?.addRange(range);
    screen.getByRole('button', { name: 'New ticket from this message' }).click();
    return { sent, dialog: within(await screen.findByRole('dialog')) };
  }

  it('takes only the words that are marked, or all where one wants that', async () => {
    const { sent, dialog } = await openMarked();
    expect(dialog.getByLabelText('Subject')).toHaveValue('Can I add a board?');
    expect(dialog.getByText(/begins with these words of Helen Marsh/)).toBeVisible();
    await userEvent.click(dialog.getByRole('button', { name: 'Split off' }));
    await waitFor(() => expect(sent).toEqual([{ entry_id: 7, subject: 'Can I add a board?', file_ids: [], words: 'Can I add a board?' }]));
  });

  it('takes the files along once it is the whole message again', async () => {
    const { sent, dialog } = await openMarked();
    expect(dialog.getByLabelText(/board.png/)).not.toBeChecked();
    await userEvent.click(dialog.getByLabelText('Only the marked words'));
    expect(dialog.getByLabelText(/board.png/)).toBeChecked();
    await userEvent.click(dialog.getByRole('button', { name: 'Split off' }));
    await waitFor(() => expect(sent).toEqual([{ entry_id: 7, subject: 'Can I add a board?', file_ids: ['f1'] }]));
  });
});
