import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { headlessAnswer } from '@/shared/testing/answers';
import { renderWithProviders } from '@/shared/testing/render';
import { server } from '@/shared/testing/server';
import { SecondStep } from './second-step';
import type { Factor } from './api';

const WRONG = { status: 400, errors: [{ code: 'incorrect_code', param: 'code' }] };
const signed = {
  id: 'AAAA',
  rawId: new ArrayBuffer(3),
  type: 'public-key',
  response: { clientDataJSON: new ArrayBuffer(3), authenticatorData: new ArrayBuffer(3), signature: new ArrayBuffer(3), userHandle: null },
  getClientExtensionResults: () => ({}),
};

function open(factors: readonly Factor[]) {
  const onSignedIn = vi.fn();
  const onBack = vi.fn();
  renderWithProviders(<SecondStep factors={factors} onSignedIn={onSignedIn} onBack={onBack} />);
  return { onSignedIn, onBack };
}

function asksFor(get: () => Promise<unknown>): void {
  vi.stubGlobal('navigator', Object.assign(Object.create(navigator), { credentials: { get } }));
  server.use(
    headlessAnswer('webauthn/authenticate', () => ({ status: 200, data: { request_options: { publicKey: { challenge: 'AAAA' } } } }), 'get'),
  );
}

beforeEach(() => {
  vi.stubGlobal('PublicKeyCredential', class {});
  vi.stubGlobal('isSecureContext', true);
});
afterEach(() => vi.unstubAllGlobals());

describe('SecondStep', () => {
  it.each([
    [['totp', 'recovery_codes'], 'Code', /from your authenticator app, or a recovery code/],
    [['recovery_codes'], 'Recovery code', /Enter a recovery code/],
  ] as const)('begins in the field of what the account has: %j', (factors, label, help) => {
    open(factors);
    expect(screen.getByLabelText(label)).toHaveFocus();
    expect(screen.getByText(help)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Use a passkey' })).toBeNull();
  });

  it('begins at the passkey where there is one', () => {
    open(['webauthn', 'recovery_codes']);
    expect(screen.getByRole('button', { name: 'Use a passkey' })).toHaveFocus();
    expect(screen.getByLabelText('Recovery code')).toBeVisible();
  });

  it('asks for a code where none was entered, at the field', async () => {
    open(['totp', 'recovery_codes']);
    await userEvent.keyboard('{Enter}');
    expect(screen.getByLabelText('Code')).toHaveAccessibleDescription('Enter a code first.');
    expect(screen.getByLabelText('Code')).toHaveFocus();
    await userEvent.keyboard('1');
    expect(screen.queryByText('Enter a code first.')).toBeNull();
  });

  it('sends a code without its spaces, by the keyboard alone', async () => {
    const sent: unknown[] = [];
    server.use(
      headlessAnswer('2fa/authenticate', (body) => {
        sent.push(body);
        return { status: 200 };
      }),
    );
    const { onSignedIn } = open(['totp', 'recovery_codes']);
    await userEvent.keyboard('1234 5678{Enter}');
    await waitFor(() => expect(onSignedIn).toHaveBeenCalledTimes(1));
    expect(sent).toEqual([{ code: '12345678' }]);
  });

  it.each([
    [WRONG, /does not match, or was used already/],
    [{ status: 400, errors: [{ code: 'too_many_login_attempts' }] }, /paused after too many attempts/],
    [{ status: 429 }, /paused after too many attempts/],
    [{ status: 401 }, /took too long. Go back/],
  ])('says in words what %j means, and keeps the field', async (said, words) => {
    server.use(headlessAnswer('2fa/authenticate', () => said));
    const { onSignedIn } = open(['totp', 'recovery_codes']);
    await userEvent.keyboard('000000{Enter}');
    await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent(words));
    expect(screen.getByLabelText('Code')).toHaveFocus();
    expect(onSignedIn).not.toHaveBeenCalled();
  });

  it('signs in by a passkey', async () => {
    asksFor(() => Promise.resolve(signed));
    server.use(headlessAnswer('webauthn/authenticate', () => ({ status: 200 })));
    const { onSignedIn } = open(['webauthn']);
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(onSignedIn).toHaveBeenCalledTimes(1));
  });

  it('speaks of the passkey, not of a code, when that does not fit', async () => {
    asksFor(() => Promise.resolve(signed));
    server.use(headlessAnswer('webauthn/authenticate', () => WRONG));
    open(['webauthn', 'totp', 'recovery_codes']);
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent(/This passkey does not fit this account/));
    server.use(headlessAnswer('2fa/authenticate', () => WRONG));
    await userEvent.type(screen.getByLabelText('Code'), '000000{Enter}');
    await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent(/This code does not match/));
  });

  it('says nothing when the browser’s question was closed', async () => {
    asksFor(() => Promise.reject(new DOMException('', 'NotAllowedError')));
    open(['webauthn']);
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(screen.getByRole('button', { name: 'Use a passkey' })).not.toHaveAttribute('aria-busy'));
    expect(screen.getByRole('alert')).toBeEmptyDOMElement();
    expect(screen.getByRole('button', { name: 'Use a passkey' })).toHaveFocus();
  });

  it('goes back to another account', async () => {
    const { onBack } = open(['totp']);
    await userEvent.click(screen.getByRole('button', { name: 'Use another account' }));
    expect(onBack).toHaveBeenCalledTimes(1);
  });
});
