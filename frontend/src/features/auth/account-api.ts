import { api } from '@/shared/api';

/** Asks for a link to a new password; the answer is the same for every address. */
export const askForLink = (email: string): Promise<unknown> => api.post('/password/forgot', { body: { email } });

export const setPassword = (token: string, password: string): Promise<unknown> => api.post('/password/reset', { body: { token, password } });

export const confirmAddress = (token: string) => api.post('/me/address/confirm', { body: { token } });
