import { queryOptions } from '@tanstack/react-query';
import { api, isProblem, type AnswerOf } from '@/shared/api';
import { askForPasskey, createPasskey } from '@/shared/lib/passkeys';

/** One's own second factors. */
export type Factors = AnswerOf<'/me/factors', 'get'>;
export type Passkey = Factors['passkeys'][number];

export const factorsQuery = queryOptions({
  queryKey: ['account', 'factors'] as const,
  queryFn: () => api.get('/me/factors'),
});

export const factorsApi = {
  proveByPassword: (password: string) => api.post('/me/proof', { body: { password } }),
  proveByCode: (code: string) => api.post('/me/proof', { body: { code } }),
  proveByPasskey: async () => {
    const { options } = await api.post('/me/proof/passkey');
    return api.post('/me/proof', { body: { credential: await askForPasskey(options) } });
  },
  beginApp: () => api.post('/me/factors/totp'),
  confirmApp: (code: string) => api.put('/me/factors/totp', { body: { code } }),
  removeApp: () => api.delete('/me/factors/totp'),
  addPasskey: async (name: string) => {
    const { options } = await api.post('/me/factors/passkeys/options');
    return api.post('/me/factors/passkeys', { body: { name, credential: await createPasskey(options) } });
  },
  renamePasskey: (id: number, name: string) =>
    api.patch('/me/factors/passkeys/{passkey_id}', { path: { passkey_id: id }, body: { name } }),
  removePasskey: (id: number) => api.delete('/me/factors/passkeys/{passkey_id}', { path: { passkey_id: id } }),
  makeCodes: () => api.post('/me/factors/recovery-codes'),
};

export const isProofNeeded = (error: unknown): boolean => isProblem(error) && error.code === 'people.proof_needed';
