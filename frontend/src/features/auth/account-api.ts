import { api } from '@/shared/api';

/** Asks for a link to a new password; the answer is the same for every address. */
export const askForLink = (email: string): Promise<unknown> => api.post('/password/forgot', { email });

export const setPassword = (token: string, password: string): Promise<unknown> => api.post('/password/reset', { token, password });

export const confirmAddress = (token: string): Promise<{ email: string }> => api.post('/me/address/confirm', { token });
