import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import email from '@/features/email/ticket-slots';
import { renderInTicket } from '@/features/ticket/testing/provider';
import { answer, refusal } from '@/shared/testing/answers';
import { server } from '@/shared/testing/server';

import { entry, INES, mail, mailEntry } from '@/features/ticket/testing/fixtures';
import { Message } from '@/features/ticket/timeline/message';
import { Step } from '@/features/ticket/timeline/step';

const ORIGINAL = '/tickets/{number}/entries/{entry_id}/original';

function serveOriginal(over: Record<string, unknown> = {}): void {
  server.use(
    answer(ORIGINAL, 'get', () =>
      ({
        text: 'Hello\n\n> Earlier words',
        quoted_text: 'Earlier words',
        has_html: true,
        remote_images: 0,
        raw_url: '/api/v1/mail/log/7/raw',
        ...over,
      }),
    ),
  );
}

async function openWhole() {
  await userEvent.click(screen.getByRole('button', { name: 'Show original' }));
  return screen.findByRole('dialog', { name: 'Original mail from Helen Marsh' });
}

describe('a message that came by mail', () => {
  it('tells from whom to whom, folded', async () => {
    const to = ['a@halyard.example', 'b@halyard.example', 'c@halyard.example'];
    renderInTicket(<Message entry={mailEntry(990, { to, cc: ['tom@kestrel.example'] })} />, undefined, {}, [email]);
    const fold = screen.getByRole('button', {
      name: 'from helen@kestrel.example · to a@halyard.example, b@halyard.example +1 · cc tom@kestrel.example',
    });
    expect(screen.queryByText('tom@kestrel.example')).not.toBeVisible();
    await userEvent.click(fold);
    expect(screen.getByText('tom@kestrel.example')).toBeVisible();
    expect(screen.getByText('c@halyard.example')).toBeVisible();
  });

  it('tells of a reply of ours who got it', () => {
    const payload = { recipients: { to: ['helen@kestrel.example'], cc: ['tom@kestrel.example'] } };
    renderInTicket(<Message entry={entry(991, { author: INES, payload })} />, undefined, {}, [email]);
    expect(screen.getByRole('button', { name: 'to helen@kestrel.example · cc tom@kestrel.example' })).toBeVisible();
  });

  it('marks a sender who was not proven, and says why', async () => {
    renderInTicket(<Message entry={mailEntry(990, { is_authentic: false })} />, undefined, {}, [email]);
    await userEvent.click(screen.getByRole('button', { name: 'Sender not proven' }));
    expect(await screen.findByText(/Nothing in this mail proves that it comes from helen@kestrel.example/)).toBeVisible();
  });

  it('marks what no person wrote, and shows an invitation', () => {
    const invitation = {
      method: 'REQUEST',
      summary: 'Export review',
      organizer: 'helen@kestrel.example',
      location: 'Room 4',
      starts_at: '2026-03-16T09:00:00Z',
      ends_at: '2026-03-16T09:30:00Z',
      is_floating: false,
      is_all_day: false,
    };
    renderInTicket(<Message entry={mailEntry(990, { automatic: 'out_of_office', invitations: [invitation] })} />, undefined, {}, [email]);
    expect(screen.getByText('Out of office')).toBeVisible();
    const card = within(screen.getByRole('list', { name: 'Invitations' }));
    expect(card.getByText('Export review')).toBeVisible();
    expect(card.getByText('Room 4')).toBeVisible();
    expect(card.getByText(/16.*Mar.*2026|Mar.*16.*2026/)).toBeVisible();
  });

  it('shows an inline image in its place only', () => {
    const url = '/api/v1/attachments/a1';
    const file = { id: 'a1', name: 'shot.png', size: 900, content_type: 'image/png', url };
    renderInTicket(
      <Message entry={mailEntry(990, {}, { body_html: `<p><img src="${url}" alt="shot"></p>`, attachments: [file] })} />, undefined, {}, [email]);
    expect(screen.getAllByRole('img', { name: 'shot' })).toHaveLength(1);
    expect(screen.queryByRole('list', { name: 'Attachments' })).not.toBeInTheDocument();
  });

  it('says of a reply by mail of our own who got it, not where it came in', () => {
    const { payload } = mailEntry(991, { from: 'ines@halyard.example', to: ['reply+secret@halyard.example'] });
    const sent = { ...payload, recipients: { to: ['helen@kestrel.example'], cc: [] } };
    renderInTicket(<Message entry={entry(991, { author: INES, channel: 'email', payload: sent })} />, undefined, {}, [email]);
    expect(screen.getByRole('button', { name: 'to helen@kestrel.example' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Show original' })).not.toBeInTheDocument();
  });

  it('is one line when it was automatic, with the way to the whole', async () => {
    serveOriginal({ has_html: false });
    const step = entry(992, {
      kind: 'integration',
      author: { kind: 'system', id: null, name: 'Candor' },
      body_text: 'Back on Monday.',
      payload: { step: 'automatic_mail', mail: mail({ automatic: 'out_of_office', has_html: false }) },
    });
    renderInTicket(<Step entry={step} />, undefined, {}, [email]);
    expect(screen.getByText('Back on Monday.')).toBeVisible();
    expect(screen.getByText('Out of office')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Show original' }));
    expect(await screen.findByRole('dialog', { name: 'Original mail from helen@kestrel.example' })).toBeVisible();
  });

  it('stays plain where there is nothing to tell', () => {
    renderInTicket(<Message entry={entry(990)} />, undefined, {}, [email]);
    const names = screen.queryAllByRole('button').map((button) => button.getAttribute('aria-label'));
    expect(names).toEqual(['New ticket from this message']);
  });
});

describe('the whole mail', () => {
  it('shows the quoted text on request', async () => {
    serveOriginal();
    renderInTicket(<Message entry={mailEntry(990, { has_quote: true })} />, undefined, {}, [email]);
    await userEvent.click(screen.getByRole('button', { name: 'Show quoted text' }));
    expect(await screen.findByText('Earlier words')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Hide quoted text' }));
    expect(screen.queryByText('Earlier words')).not.toBeInTheDocument();
  });

  it('says when the quoted text did not load, and tries again', async () => {
    server.use(answer(ORIGINAL, 'get', () => refusal(503, { title: 'No' }), { once: true }));
    renderInTicket(<Message entry={mailEntry(990, { has_quote: true })} />, undefined, {}, [email]);
    await userEvent.click(screen.getByRole('button', { name: 'Show quoted text' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('The quoted text did not load.');
    serveOriginal();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Earlier words')).toBeVisible();
  });

  it('is shut in a frame that runs nothing, without remote images until asked', async () => {
    serveOriginal({ remote_images: 3 });
    renderInTicket(<Message entry={mailEntry(990, { remote_images: 3 })} />, undefined, {}, [email]);
    const dialog = within(await openWhole());
    const frame = dialog.getByTitle('Original mail');
    expect(frame).toHaveAttribute('sandbox', 'allow-popups allow-popups-to-escape-sandbox');
    expect(frame).toHaveAttribute('referrerpolicy', 'no-referrer');
    expect(frame).toHaveAttribute('src', '/api/v1/tickets/48213/entries/990/original.html?images=0&theme=light');
    expect(dialog.getByRole('button', { name: 'Close' })).toHaveFocus();
    expect(dialog.getByText(/3 remote images are off/)).toBeVisible();
    await userEvent.click(dialog.getByRole('button', { name: 'Load images' }));
    expect(frame).toHaveAttribute('src', expect.stringContaining('images=1'));
    expect(await dialog.findByRole('link', { name: 'Download' })).toHaveAttribute('href', '/api/v1/mail/log/7/raw');
  });

  it('closes with Escape and gives focus back', async () => {
    serveOriginal();
    renderInTicket(<Message entry={mailEntry(990)} />, undefined, {}, [email]);
    const dialog = await openWhole();
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    await waitFor(() => expect(screen.getByRole('button', { name: 'Show original' })).toHaveFocus());
  });

  it('needs no frame where it is text alone', async () => {
    serveOriginal({ has_html: false });
    renderInTicket(<Message entry={mailEntry(990, { has_html: false })} />, undefined, {}, [email]);
    const dialog = within(await openWhole());
    expect(await dialog.findByText(/Hello/)).toBeVisible();
    expect(dialog.queryByTitle('Original mail')).not.toBeInTheDocument();
  });
});
