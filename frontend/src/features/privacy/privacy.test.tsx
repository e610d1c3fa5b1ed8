import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Entry, Schemas, TicketDetail } from '@/shared/api';
import { answer, refusal } from '@/shared/testing/answers';
import { renderWithProviders } from '@/shared/testing/render';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME, ticketRow } from '@/shared/testing/tickets';
import { TicketPortProvider, type TicketPort } from '@/shared/ticket-screen';
import { Toaster } from '@/shared/ui';
import { RedactButton } from './redact/redact-button';
import { RedactionMarks } from './redact/redaction-marks';
import { PersonData } from './settings/person-part';
import { PersonRequests } from './settings/person-requests';
import { PrivacyScreen } from './settings/privacy-screen';

const REDACTION = '/tickets/{number}/entries/{entry_id}/redaction';

const ENTRY = {
  id: 12,
  kind: 'message',
  visibility: 'public',
  author: { kind: 'contact', id: 7, name: 'Helen Marsh' },
  body_html: '<p>It is hunter2</p>',
  body_text: 'It is hunter2',
  channel: 'widget',
  created_at: '2026-03-12T13:00:00Z',
  delivery: { state: '', detail: '' },
  attachments: [{ id: '00000000-0000-4000-8000-000000000001', name: 'key.txt', size: 3, content_type: 'text/plain', url: '/x' }],
  payload: {},
  is_redacted: false,
  redactions: [],
} satisfies Entry;
const FOUND = {
  entry_ids: [12],
  places: [{ name: 'entries', count: 2 }, { name: 'mail', count: 1 }],
  files: 0,
  copies: [{ system: 'mail', name: '' }],
};
const MARK = { what: 'words', at: '2026-03-12T14:00:00Z', by: 'Ines Duarte', reason: 'A password', kinds: [] } as const;

let asked: unknown[];

function open(mayRedact = true) {
  const permissions = { reply: true, note: true, update: true, trash: true, redact: mayRedact, take: true, assign: true };
  const port: TicketPort = {
    ticket: { ...ticketRow(48_213), permissions } as unknown as TicketDetail,
    me: null,
    insert: vi.fn(),
    sendAgain: vi.fn(),
    addToReply: vi.fn(),
    putEntry: vi.fn(),
    openTicket: vi.fn(),
    askHelp: null,
  };
  renderWithProviders(
    <TicketPortProvider value={port}>
      <article>
        <p>It is hunter2</p>
        <RedactButton entry={ENTRY} />
      </article>
      <Toaster />
    </TicketPortProvider>,
  );
  return port;
}

const button = () => screen.getByRole('button', { name: 'Take something out of what Helen Marsh wrote' });

beforeEach(() => {
  asked = [];
  server.use(
    answer(`${REDACTION}/preview`, 'post', ({ body }) => {
      asked.push(body);
      return body.words === 'absent' ? refusal(422, { code: 'tickets.words_not_there', detail: 'These words are not in this entry.' }) : FOUND;
    }),
    answer(REDACTION, 'post', ({ body }) => {
      asked.push(body);
      return { ...FOUND, entries: [{ ...ENTRY, is_redacted: true, redactions: [{ ...MARK, kinds: [] }] }] };
    }),
  );
});

describe('taking something out of an entry', () => {
  it('shows where it stands before it goes, and needs a reason', async () => {
    const port = open();
    await userEvent.click(button());
    const dialog = within(await screen.findByRole('dialog', { name: 'Take something out' }));
    await userEvent.type(dialog.getByRole('textbox', { name: 'Words to take out' }), 'hunter2');
    await userEvent.click(dialog.getByRole('button', { name: 'See where it stands' }));
    expect(await dialog.findByText('Entries of this ticket: 2')).toBeVisible();
    expect(dialog.getByText('The mailboxes of those who wrote and got this mail')).toBeVisible();
    await userEvent.click(dialog.getByRole('button', { name: 'Take out for good' }));
    expect(dialog.getByText('Say why. The mark shows it.')).toBeVisible();
    await userEvent.type(dialog.getByRole('textbox', { name: 'Why' }), 'A password{Enter}');
    expect(await screen.findByText('Taken out')).toBeVisible();
    expect(asked).toEqual([{ words: 'hunter2' }, { words: 'hunter2', reason: 'A password' }]);
    expect(port.putEntry).toHaveBeenCalledWith(expect.objectContaining({ id: 12, is_redacted: true }));
  });

  it('looks again when other words are to go', async () => {
    open();
    await userEvent.click(button());
    const words = await screen.findByRole('textbox', { name: 'Words to take out' });
    await userEvent.type(words, 'hunter2{Enter}');
    expect(await screen.findByRole('button', { name: 'Take out for good' })).toBeVisible();
    await userEvent.type(words, ' x');
    expect(screen.getByRole('button', { name: 'See where it stands' })).toBeVisible();
  });

  it('takes files by their ids', async () => {
    open();
    await userEvent.click(button());
    await userEvent.click(await screen.findByRole('radio', { name: 'Files' }));
    await userEvent.click(screen.getByRole('checkbox', { name: 'key.txt' }));
    await userEvent.click(screen.getByRole('button', { name: 'See where it stands' }));
    expect(await screen.findByText('Entries of this ticket: 2')).toBeVisible();
    expect(asked).toEqual([{ file_ids: ['00000000-0000-4000-8000-000000000001'] }]);
  });

  it('says why it cannot', async () => {
    open();
    await userEvent.click(button());
    await userEvent.type(await screen.findByRole('textbox', { name: 'Words to take out' }), 'absent{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('These words are not in this entry (any more). Mark them again.');
  });

  it('is not offered to who may not', () => {
    open(false);
    expect(screen.queryByRole('button', { name: /Take something out/ })).not.toBeInTheDocument();
  });
});

describe('the mark of an entry', () => {
  it('says who, when and why', () => {
    renderWithProviders(<RedactionMarks entry={{ ...ENTRY, redactions: [{ ...MARK, kinds: [] }] }} />);
    expect(screen.getByText(/Words taken out by Ines Duarte, .*: A password/)).toBeVisible();
  });

  it('says what kinds were taken out on arrival', () => {
    renderWithProviders(
      <RedactionMarks entry={{ ...ENTRY, redactions: [{ what: 'arrival', at: MARK.at, by: '', reason: '', kinds: ['card', 'key'] }] }} />,
    );
    expect(screen.getByText('Taken out on arrival: Card numbers and API keys and tokens')).toBeVisible();
  });
});

describe('the privacy settings', () => {
  it('switch a kind off at once, and show how many there were', async () => {
    const rule = { kind: 'card', is_on: true, last_30_days: 3, changed_by: '', changed_at: null } as const;
    server.use(
      answer('/me', 'get', () => ({ ...ME, verbs: ['privacy.write'] })),
      answer('/privacy/arrival', 'get', () => ({ results: [rule] })),
      answer('/privacy/arrival/{kind}', 'patch', ({ body }) => {
        asked.push(body);
        return { results: [{ ...rule, is_on: body.is_on ?? true, changed_by: 'Ines Duarte', changed_at: MARK.at }] };
      }),
    );
    await renderRouted(() => <PrivacyScreen />);
    const card = await screen.findByRole('checkbox', { name: 'Card numbers' });
    expect(card).toBeChecked();
    expect(screen.getByText(/3 in 30 days/)).toBeVisible();
    await userEvent.click(card);
    expect(await screen.findByText(/Changed by Ines Duarte/)).toBeVisible();
    expect(card).not.toBeChecked();
    expect(asked).toEqual([{ is_on: false }]);
  });
});

describe("a person's data", () => {
  const found = {
    contact_id: 12,
    name: 'Jürgen Falk',
    confirmation: 'Jürgen Falk',
    found: [{ name: 'messages', count: 31 }],
    elsewhere: [{ system: 'hubspot', name: 'contacts 77' }],
  };
  const request = {
    id: '5b0f3a55-7c1c-4a27-9d51-0d2f5e1f7a11', kind: 'erasure', state: 'waiting', contact_id: 12, name: 'Erased person',
    by: 'Ines Duarte', reason: 'Asked for', found: [], elsewhere: [], size: 0, created_at: MARK.at, done_at: null, expires_at: null,
  } satisfies Schemas['PersonRequest'];

  it('is erased only after the name was typed and a reason given', async () => {
    server.use(
      answer('/me', 'get', () => ({ ...ME, verbs: ['customer.erase'] })),
      answer('/contacts/{contact_id}/erasure', 'get', () => found),
      answer('/contacts/{contact_id}/erasure', 'post', ({ body }) => {
        asked.push(body);
        return request;
      }),
      answer('/privacy/requests', 'get', () => ({ results: asked.length > 0 ? [request] : [] })),
    );
    await renderRouted(() => <PersonData contact={12} />);
    expect(await screen.findByText('Messages they wrote: 31')).toBeVisible();
    expect(screen.getByText('Hubspot: contacts 77')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Erase…' }));
    const erase = await screen.findByRole('button', { name: 'Erase data' });
    await userEvent.click(erase);
    expect(await screen.findByText('This is not “Jürgen Falk”.')).toBeVisible();
    expect(asked).toEqual([]);
    await userEvent.type(screen.getByLabelText(/Type “Jürgen Falk”/), 'jürgen falk');
    await userEvent.type(screen.getByLabelText(/^Why/), 'Asked for');
    await userEvent.click(erase);
    await waitFor(() => expect(asked).toEqual([{ confirmation: 'jürgen falk', reason: 'Asked for' }]));
  });

  it('that is gone says since when, and offers no second try', async () => {
    server.use(
      answer('/me', 'get', () => ({ ...ME, verbs: ['customer.erase'] })),
      answer('/contacts/{contact_id}/erasure', 'get', () =>
        refusal(409, { code: 'people.already_erased', detail: 'server', erased_at: '2026-03-12T14:00:00Z' }),
      ),
    );
    await renderRouted(() => <PersonData contact={94} />);
    expect(await screen.findByText(/data was erased on .*2026/)).toBeVisible();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });

  it('names every place, also one of a newer server', async () => {
    const places = ['portal_sessions', 'routing', 'side_conversations', 'newer'];
    server.use(
      answer('/me', 'get', () => ({ ...ME, verbs: ['customer.erase'] })),
      answer('/contacts/{contact_id}/erasure', 'get', () => ({ ...found, found: places.map((name) => ({ name, count: 2 })) })),
    );
    await renderRouted(() => <PersonData contact={12} />);
    for (const name of ['Sign-ins to the portal', 'Reasons of routing', 'Side conversations with them', 'Other records']) {
      expect(await screen.findByText(`${name}: 2`)).toBeVisible();
    }
  });

  it('can be downloaded while the file is there', async () => {
    const made = { ...request, kind: 'export' as const, state: 'done' as const, name: 'Jürgen Falk' };
    server.use(answer('/privacy/requests', 'get', () => ({ results: [made, { ...made, id: '5b0f3a55-7c1c-4a27-9d51-0d2f5e1f7a12', state: 'expired' }] })));
    await renderRouted(() => <PersonRequests />);
    const links = await screen.findAllByRole('link', { name: 'Download' });
    expect(links.map((one) => one.getAttribute('href'))).toEqual([`/api/v1/privacy/requests/${made.id}/file`]);
    expect(screen.getByText('Expired')).toBeVisible();
  });
});
