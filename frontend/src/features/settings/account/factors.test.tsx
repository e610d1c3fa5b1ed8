import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, refusal, type Refusal } from '@/shared/testing/answers';
import { renderWithProviders } from '@/shared/testing/render';
import { server } from '@/shared/testing/server';
import { Toaster } from '@/shared/ui';
import { Factors } from './factors';
import type { Factors as OwnFactors, Passkey } from './factors-api';

const CODES = Array.from({ length: 10 }, (_, index) => String(11_111_111 * ((index % 9) + 1) + index).slice(0, 8));
const LAPTOP: Passkey = { id: 7, name: 'Laptop', signs_in_alone: true, created_at: '2026-03-10T08:00:00Z', last_used_at: null };
const APP = { created_at: '2026-03-10T08:00:00Z', last_used_at: null };
const SPARE = { left: 10, total: 10 };
const soon = (): string => new Date(Date.now() + 600_000).toISOString();

interface Given extends Partial<OwnFactors> {
  proof?: (body: { password?: string; code?: string; credential?: unknown }) => Refusal | undefined;
  confirm?: () => Refusal | undefined;
  remove?: () => Refusal | undefined;
}

async function open({ proof, confirm, remove, ...factors }: Given = {}) {
  const asked: string[] = [];
  let state: OwnFactors = { has_password: true, proved_until: null, totp: null, passkeys: [], recovery_codes: null, ...factors };
  server.use(
    answer('/me/factors', 'get', () => state),
    answer('/me/proof', 'post', ({ body }) => {
      asked.push(`proof ${JSON.stringify(body)}`);
      const refused = proof?.(body);
      if (refused) return refused;
      state = { ...state, proved_until: soon() };
      return { proved_until: soon() };
    }),
    answer('/me/proof/passkey', 'post', () => ({ options: { challenge: 'AAAA' } })),
    answer('/me/factors/totp', 'post', () => ({ secret: 'ABCDEFGHIJKLMNOP', uri: 'otpauth://totp/x', picture: '<svg/>' })),
    answer('/me/factors/totp', 'put', ({ body }) => {
      asked.push(`confirm ${body.code}`);
      const refused = confirm?.();
      if (refused) return refused;
      state = { ...state, totp: APP, recovery_codes: SPARE };
      return { codes: CODES };
    }),
    answer('/me/factors/passkeys/{passkey_id}', 'delete', ({ params }) => {
      asked.push(`remove ${params.passkey_id ?? ''}`);
      const refused = remove?.();
      if (refused) return refused;
      state = { ...state, passkeys: [] };
      return null;
    }),
    answer('/me/factors/recovery-codes', 'post', () => {
      asked.push('new codes');
      return { codes: CODES };
    }),
  );
  renderWithProviders(
    <>
      <Factors />
      <Toaster />
    </>,
  );
  await list();
  return asked;
}

const list = () => screen.findByRole('list', { name: 'Second step' });
const dialog = async (name: string) => within(await screen.findByRole('dialog', { name }));
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

beforeEach(() => {
  vi.stubGlobal('PublicKeyCredential', class {});
  vi.stubGlobal('isSecureContext', true);
});
afterEach(() => vi.unstubAllGlobals());

describe('setting up an app', () => {
  it('goes by the keyboard from the proof to the codes, and back to the list', async () => {
    const asked = await open();
    screen.getByRole('button', { name: 'Set up an authenticator app' }).focus();
    await userEvent.keyboard('{Enter}');
    const proof = await dialog('Prove that it is you');
    expect(proof.getByLabelText('Current password')).toHaveFocus();
    await userEvent.keyboard('candor-demo{Enter}');
    const app = await dialog('Set up an authenticator app');
    await app.findByText('ABCD EFGH IJKL MNOP');
    await waitFor(() => expect(app.getByLabelText('Code that the app shows')).toHaveFocus());
    await userEvent.keyboard('123 456{Enter}');
    const codes = await dialog('Your recovery codes');
    expect(codes.getAllByRole('listitem')).toHaveLength(10);
    expect(asked).toEqual(['proof {"password":"candor-demo"}', 'confirm 123456']);
    await userEvent.keyboard('{Escape}');
    expect(screen.getByRole('dialog', { name: 'Your recovery codes' })).toBeVisible();
    await userEvent.click(codes.getByLabelText('I have kept these codes'));
    await userEvent.click(codes.getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(async () => expect(await list()).toHaveFocus());
    expect(screen.getByText('10 of 10 left')).toBeVisible();
  });

  it('says beside the field that the code is wrong', async () => {
    await open({
      proved_until: soon(),
      confirm: () => refusal(422, { code: 'people.factor_refused', detail: 'x', errors: { code: ['Wrong code.'] } }),
    });
    await press('Set up an authenticator app');
    const app = await dialog('Set up an authenticator app');
    await userEvent.type(await app.findByLabelText('Code that the app shows'), '000000{Enter}');
    const field = app.getByLabelText('Code that the app shows');
    await waitFor(() => expect(field).toHaveAccessibleDescription(/not the code that the app shows now/));
    expect(field).toBeInvalid();
    expect(field).toHaveFocus();
  });

  it('asks the server for nothing while the field is empty', async () => {
    const asked = await open({ proved_until: soon() });
    await press('Set up an authenticator app');
    const app = await dialog('Set up an authenticator app');
    await app.findByLabelText('Code that the app shows');
    await userEvent.click(app.getByRole('button', { name: 'Switch on' }));
    expect(app.getByLabelText('Code that the app shows')).toHaveFocus();
    expect(asked).toEqual([]);
  });
});

describe('ProveDialog', () => {
  it.each([
    [422, { code: 'people.wrong_password', errors: { password: ['Not your password.'] } }, 'This is not your password'],
    [429, { code: 'rate_limited', detail: 'Too many wrong passwords. Try again in an hour.' }, /Try again in an hour/],
  ] as const)('says a refusal with %s in words', async (status, said, words) => {
    await open({ proof: () => refusal(status, said as never) });
    await press('Set up an authenticator app');
    const proof = await dialog('Prove that it is you');
    await userEvent.type(proof.getByLabelText('Current password'), 'wrong{Enter}');
    expect(await proof.findByText(words)).toBeVisible();
    expect(proof.getByLabelText('Current password')).toHaveFocus();
  });

  it('takes a code instead, without its spaces', async () => {
    const asked = await open({ totp: APP, recovery_codes: SPARE });
    await press('Make new recovery codes');
    const proof = await dialog('Prove that it is you');
    await userEvent.click(proof.getByRole('button', { name: 'Use a code instead' }));
    await userEvent.type(proof.getByLabelText('Code of your app, or a recovery code'), '1234 5678{Enter}');
    expect(await screen.findByRole('alertdialog', { name: 'Make new recovery codes?' })).toBeVisible();
    expect(asked).toEqual(['proof {"code":"12345678"}']);
  });

  it('tells who has nothing to prove it with what to do', async () => {
    await open({ has_password: false });
    await press('Set up an authenticator app');
    const proof = await dialog('Prove that it is you');
    expect(proof.getByText(/Sign out and in again/)).toBeVisible();
    expect(proof.queryByRole('textbox')).toBeNull();
  });

  it('says nothing when the browser’s question was closed', async () => {
    vi.stubGlobal('navigator', Object.assign(Object.create(navigator), {
      credentials: { get: () => Promise.reject(new DOMException('', 'NotAllowedError')) },
    }));
    await open({ passkeys: [LAPTOP] });
    await press('Remove the passkey Laptop');
    const proof = await dialog('Prove that it is you');
    await userEvent.click(proof.getByRole('button', { name: 'Use a passkey' }));
    await waitFor(() => expect(proof.getByRole('button', { name: 'Use a passkey' })).not.toHaveAttribute('aria-busy'));
    expect(proof.queryByRole('alert')).toBeNull();
  });

  it('gives the focus back to where it was when nothing is proved', async () => {
    await open();
    await press('Set up an authenticator app');
    await dialog('Prove that it is you');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.getByRole('button', { name: 'Set up an authenticator app' })).toHaveFocus());
  });
});

describe('removing a passkey', () => {
  it('warns of the last one, and leaves the focus in the list', async () => {
    const asked = await open({ proved_until: soon(), passkeys: [LAPTOP], recovery_codes: SPARE });
    await press('Remove the passkey Laptop');
    const question = within(await screen.findByRole('alertdialog', { name: 'Remove the passkey Laptop?' }));
    expect(question.getByText(/your password alone signs you in/)).toBeVisible();
    expect(question.getByRole('button', { name: 'Keep it' })).toHaveFocus();
    await userEvent.click(question.getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(screen.queryByText('Laptop')).toBeNull());
    await waitFor(async () => expect(await list()).toHaveFocus());
    expect(asked).toEqual(['remove 7']);
  });

  it('asks for the proof again when it has run out on the server', async () => {
    let times = 0;
    const asked = await open({
      proved_until: soon(),
      passkeys: [LAPTOP],
      remove: () => (times++ === 0 ? refusal(403, { code: 'people.proof_needed', detail: 'x' }) : undefined),
    });
    await press('Remove the passkey Laptop');
    await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Remove' }));
    const proof = await dialog('Prove that it is you');
    await userEvent.type(proof.getByLabelText('Current password'), 'candor-demo{Enter}');
    await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(asked).toEqual(['remove 7', 'proof {"password":"candor-demo"}', 'remove 7']));
  });
});

it('says why a page cannot use passkeys', async () => {
  vi.stubGlobal('isSecureContext', false);
  await open();
  expect(screen.getByRole('button', { name: 'Add a passkey' })).toHaveAttribute('aria-disabled', 'true');
  expect(screen.getByText(/needs a browser that knows them/)).toBeVisible();
});
