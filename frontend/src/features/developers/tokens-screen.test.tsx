import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { answer, page, refusal } from '@/shared/testing/answers';
import { renderRouted } from '@/shared/testing/routed';
import { server } from '@/shared/testing/server';
import { ME } from '@/shared/testing/tickets';
import { Toaster } from '@/shared/ui';
import type { Area, Token } from './api';
import { tokensSearch } from './search';
import { WithAddress } from './testing/address';
import { TokensScreen } from './tokens-screen';

const DAY = 24 * 3_600_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString();

const token = (id: number, name: string, given: Partial<Token> = {}): Token => ({
  id,
  name,
  owner: { id: ME.id, name: ME.name },
  hint: 'cdr_8f2a',
  scopes: ['tickets:read'],
  expires_at: null,
  last_used_at: null,
  last_used_from: null,
  rotated_at: null,
  old_until: null,
  created_at: '2020-02-03T08:00:00Z',
  ...given,
});

const area = (name: string, about: string): Area => ({
  area: name,
  about,
  // Also one that is newer than these texts.
  read: `${name}:read` as Area['read'],
  write: `${name}:write` as Area['write'],
});
const AREAS = [area('tickets', 'not shown'), area('people', 'not shown'), area('drones', 'flying things')];
const OTHER = { id: 99, name: 'Priya Raman' };

interface Given {
  tokens?: Token[];
  verbs?: string[];
}

/** A token's text is told once, so that the server repeats no answer with it. */
function refusesKeys(request: Request): void {
  if (request.headers.has('Idempotency-Key')) throw new Error('The server refuses a key here.');
}

/** The API of this screen; it notes what it was asked to change. */
async function open({ tokens = [], verbs = [] }: Given = {}) {
  const asked: { method: string; path: string; body: unknown }[] = [];
  let rows = tokens;
  const note = (method: string, path: string, body: unknown): void => void asked.push({ method, path, body });
  server.use(
    answer('/me', 'get', () => ({ ...ME, verbs })),
    answer('/tokens', 'get', ({ query }) => page(rows.filter(({ owner }) => query.get('whose') === 'all' || owner.id === ME.id))),
    answer('/scopes', 'get', () => page(AREAS)),
    answer('/tokens', 'post', ({ body, request }) => {
      refusesKeys(request);
      note('post', 'tokens', body);
      const made = token(50, body.name, { scopes: body.scopes ?? [], expires_at: body.expires_at ?? null });
      rows = [made, ...rows];
      return { ...made, token: 'cdr_secret' };
    }),
    answer('/tokens/{token_id}/rotate', 'post', ({ params, body, request }) => {
      refusesKeys(request);
      note('post', `tokens/${params.token_id}/rotate`, body);
      return { ...token(Number(params.token_id), 'Export'), token: 'cdr_fresh' };
    }),
    answer('/tokens/{token_id}', 'delete', ({ params }) => {
      note('delete', `tokens/${params.token_id}`, null);
      rows = rows.filter(({ id }) => String(id) !== params.token_id);
      return null;
    }),
  );
  await renderRouted(() => (
    <>
      <WithAddress parse={tokensSearch} render={(search, onSearch) => <TokensScreen search={search} onSearch={onSearch} />} />
      <Toaster />
    </>
  ));
  return asked;
}

const row = async (name: string) => within(await screen.findByRole<HTMLElement>('row', { name: new RegExp(name) }));

describe('TokensScreen', () => {
  it('says in words what each token may, when it was used and when it ends', async () => {
    await open({
      tokens: [
        token(1, 'Export', { scopes: ['people:read', 'tickets:write'], last_used_at: inDays(-0.0001), last_used_from: '10.1.2.3', expires_at: inDays(100) }),
        token(2, 'Script', { scopes: [], expires_at: inDays(-1) }),
        token(3, 'Flight', { scopes: ['drones:read' as never], expires_at: inDays(8.5), old_until: inDays(1) }),
      ],
    });
    const first = await row('Export');
    expect(first.getByText('Changes tickets. Reads people and customers.')).toBeInTheDocument();
    expect(first.getByText('10.1.2.3')).toBeInTheDocument();
    expect((await row('Script')).getByText('Everything you may do')).toBeInTheDocument();
    expect((await row('Script')).getByText(/^Ended/)).toBeInTheDocument();
    const third = await row('Flight');
    expect(third.getByText('Reads drones.')).toBeInTheDocument();
    expect(third.getByText('In 9 days')).toBeInTheDocument();
    expect(third.getByText(/^The old text opens until/)).toBeInTheDocument();
    expect(screen.getByText(/^1 token ends within 14 days: Flight on .*Rotate it/)).toBeInTheDocument();
  });

  it('makes a token with what was chosen, for 90 days, and shows its text once', async () => {
    const user = userEvent.setup();
    const asked = await open();
    await user.click((await screen.findAllByRole('button', { name: /New token/ }))[0] as HTMLElement);
    const dialog = within(await screen.findByRole('dialog', { name: 'New API token' }));
    expect(await dialog.findByText('flying things')).toBeInTheDocument();
    await user.click(dialog.getByRole('button', { name: 'Make token' }));
    expect(dialog.getByText('Give it a name.')).toBeInTheDocument();
    expect(dialog.getByText('Choose at least one area.')).toBeInTheDocument();
    expect(dialog.getByLabelText('Name')).toHaveFocus();
    expect(asked).toEqual([]);
    await user.type(dialog.getByLabelText('Name'), 'Nightly{Enter}');
    expect(dialog.getByRole('radio', { checked: true, name: /Only what/ })).toHaveFocus();
    const people = within(dialog.getByRole('radiogroup', { name: 'people and customers' }));
    await user.click(people.getByRole('radio', { name: 'Reads' }));
    await user.click(dialog.getByRole('button', { name: 'Make token' }));
    const text = await screen.findByLabelText<HTMLInputElement>('Text of Nightly');
    expect(text).toHaveValue('cdr_secret');
    expect(text).toHaveFocus();
    const body = asked[0]?.body as { expires_at: string };
    expect(body).toMatchObject({ name: 'Nightly', scopes: ['people:read'] });
    expect((new Date(body.expires_at).getTime() - Date.now()) / DAY).toBeCloseTo(90, 1);
    await user.keyboard('{Escape}');
    expect(screen.getByLabelText('Text of Nightly')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'I have stored it' }));
    await waitFor(() => expect(screen.queryByDisplayValue('cdr_secret')).not.toBeInTheDocument());
    expect(await screen.findByRole('row', { name: /Nightly/ })).toBeInTheDocument();
    expect(screen.getAllByRole('button', { name: /New token/ })[0]).toHaveFocus();
  });

  it('copies the text', async () => {
    const user = userEvent.setup();
    await open();
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await user.click((await screen.findAllByRole('button', { name: /New token/ }))[0] as HTMLElement);
    await user.type(await screen.findByLabelText('Name'), 'Nightly');
    await user.click(screen.getByRole('radio', { name: 'Everything you may do' }));
    await user.click(screen.getByRole('button', { name: 'Make token' }));
    await user.click(await screen.findByRole('button', { name: 'Copy' }));
    expect(write).toHaveBeenCalledWith('cdr_secret');
    expect(await screen.findByRole('button', { name: 'Copied' })).toBeInTheDocument();
  });

  it('says why a token was not made, and keeps what was entered', async () => {
    const user = userEvent.setup();
    await open();
    server.use(answer('/tokens', 'post', () => refusal(422, { detail: 'Too many of them.' })));
    await user.click((await screen.findAllByRole('button', { name: /New token/ }))[0] as HTMLElement);
    await user.type(await screen.findByLabelText('Name'), 'Nightly');
    await user.click(screen.getByRole('radio', { name: 'Everything you may do' }));
    await user.click(screen.getByRole('button', { name: 'Make token' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Too many of them.');
    expect(screen.getByLabelText('Name')).toHaveValue('Nightly');
  });

  it('rotates with the overlap that was chosen', async () => {
    const user = userEvent.setup();
    const asked = await open({ tokens: [token(7, 'Export', { expires_at: inDays(200) })] });
    await user.click(await screen.findByRole('button', { name: 'Rotate Export' }));
    await user.selectOptions(await screen.findByLabelText('The old text still opens for'), '7 days');
    await user.click(screen.getByRole('button', { name: 'Rotate' }));
    expect(await screen.findByLabelText('Text of Export')).toHaveValue('cdr_fresh');
    expect(asked).toEqual([{ method: 'post', path: 'tokens/7/rotate', body: { overlap_hours: 168 } }]);
    expect(screen.getByLabelText('Text of Export')).toHaveFocus();
    await user.click(screen.getByRole('button', { name: 'I have stored it' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Rotate Export' })).toHaveFocus());
  });

  it('gives a token that has ended another end', async () => {
    const user = userEvent.setup();
    const asked = await open({ tokens: [token(7, 'Export', { expires_at: inDays(-2) })] });
    await user.click(await screen.findByRole('button', { name: 'Rotate Export' }));
    expect(screen.queryByLabelText('The old text still opens for')).not.toBeInTheDocument();
    await user.selectOptions(await screen.findByLabelText('Ends'), 'Never');
    await user.click(screen.getByRole('button', { name: 'Rotate' }));
    await screen.findByLabelText('Text of Export');
    expect(asked[0]?.body).toEqual({ overlap_hours: 24, expires_at: null });
  });

  it('says what depends on a token before it is revoked', async () => {
    const user = userEvent.setup();
    const asked = await open({ tokens: [token(7, 'Export', { last_used_at: inDays(0), last_used_from: '10.1.2.3' })] });
    await user.click(await screen.findByRole('button', { name: 'Revoke Export' }));
    const ask = within(await screen.findByRole('alertdialog', { name: 'Revoke Export?' }));
    expect(ask.getByText(/^It was last used now from 10\.1\.2\.3\. Programs that use it stop working at once/)).toBeInTheDocument();
    await user.click(ask.getByRole('button', { name: 'Keep it' }));
    expect(asked).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Revoke Export' }));
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Revoke' }));
    await waitFor(() => expect(screen.queryByRole('row', { name: /Export/ })).not.toBeInTheDocument());
    expect(asked).toEqual([{ method: 'delete', path: 'tokens/7', body: null }]);
    await waitFor(() => expect(screen.getByRole('region', { name: 'API tokens' })).toHaveFocus());
  });

  it('shows those of everybody to who manages tokens, to be revoked only', async () => {
    const user = userEvent.setup();
    await open({ tokens: [token(1, 'Mine'), token(2, 'Theirs', { owner: OTHER, scopes: [] })], verbs: ['token.write'] });
    expect(await screen.findByRole('row', { name: /Mine/ })).toBeInTheDocument();
    expect(screen.queryByRole('row', { name: /Theirs/ })).not.toBeInTheDocument();
    await user.click(screen.getByRole('radio', { name: "Everybody's" }));
    const theirs = await row('Theirs');
    expect(theirs.getByText('Priya Raman')).toBeInTheDocument();
    expect(theirs.getByText('Everything Priya Raman may do')).toBeInTheDocument();
    expect(theirs.queryByRole('button', { name: /Rotate/ })).not.toBeInTheDocument();
    expect(theirs.getByRole('button', { name: 'Revoke Theirs' })).toBeInTheDocument();
  });

  it('offers others their own tokens alone', async () => {
    await open({ tokens: [token(1, 'Mine')] });
    await screen.findByRole('row', { name: /Mine/ });
    expect(screen.queryByRole('radio', { name: "Everybody's" })).not.toBeInTheDocument();
  });
});
