/** WebAuthn with the JSON forms that servers speak; not every browser translates them by itself yet. */

interface Named {
  id: string;
  type: 'public-key';
  transports?: AuthenticatorTransport[];
}

interface CreationJson extends Omit<PublicKeyCredentialCreationOptions, 'challenge' | 'user' | 'excludeCredentials'> {
  challenge: string;
  user: { id: string; name: string; displayName: string };
  excludeCredentials?: Named[];
}

interface RequestJson extends Omit<PublicKeyCredentialRequestOptions, 'challenge' | 'allowCredentials'> {
  challenge: string;
  allowCredentials?: Named[];
}

/** A person who closes the browser's question has not failed; nothing needs to be said. */
export const wasCalledOff = (error: unknown): boolean =>
  error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError');

/** The browser found a passkey of this account on the device. */
export const isKnownHere = (error: unknown): boolean => error instanceof DOMException && error.name === 'InvalidStateError';

/** Whether this page may ask for passkeys: browsers refuse it without TLS, and on addresses made of numbers. */
export const canUsePasskeys = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' && isSecureContext && !/^(\d+\.){3}\d+$|^\[/.test(location.hostname);

export async function createPasskey(options: unknown): Promise<unknown> {
  const { challenge, user, excludeCredentials = [], ...rest } = options as CreationJson;
  const made = (await navigator.credentials.create({
    publicKey: {
      ...rest,
      challenge: bytesOf(challenge),
      user: { ...user, id: bytesOf(user.id) },
      excludeCredentials: excludeCredentials.map(withBytes),
    },
  })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return jsonOf(made, {
    clientDataJSON: textOf(response.clientDataJSON),
    attestationObject: textOf(response.attestationObject),
  });
}

export async function askForPasskey(options: unknown): Promise<unknown> {
  const { challenge, allowCredentials = [], ...rest } = options as RequestJson;
  const used = (await navigator.credentials.get({
    publicKey: { ...rest, challenge: bytesOf(challenge), allowCredentials: allowCredentials.map(withBytes) },
  })) as PublicKeyCredential;
  const response = used.response as AuthenticatorAssertionResponse;
  return jsonOf(used, {
    clientDataJSON: textOf(response.clientDataJSON),
    authenticatorData: textOf(response.authenticatorData),
    signature: textOf(response.signature),
    ...(response.userHandle ? { userHandle: textOf(response.userHandle) } : {}),
  });
}

const withBytes = ({ id, ...rest }: Named): PublicKeyCredentialDescriptor => ({ ...rest, id: bytesOf(id) });

const jsonOf = (credential: PublicKeyCredential, response: Record<string, string>): unknown => ({
  id: credential.id,
  rawId: textOf(credential.rawId),
  type: credential.type,
  response,
  clientExtensionResults: credential.getClientExtensionResults(),
});

/** Base64url without padding, both ways. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

export function textOf(bytes: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
