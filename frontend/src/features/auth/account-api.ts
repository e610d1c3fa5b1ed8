import { api } from '@/shared/api';

/** Asks for a link to a new password; the answer is the same for every address. */
export const askForLink = (email: string): Promise<unknown> => api.post('/password/forgot', { body: { email } });

export const setPassword = (token: string, password: string): Promise<unknown> => api.post('/password/reset', { body: { token, password } });

export const confirmAddress = (token: string) => api.post('/me/address/confirm', { body: { token } });

export const lookAtInvitation = (token: string) => api.post('/invitation/look', { body: { token } });

/** The language and the time zone of the browser become those of the account. */
export const join = (token: string, name: string, password: string, language: string) =>
  api.post('/invitation/accept', {
    body: {
      token,
      name,
      password,
      locale: language.startsWith('de') ? 'de' : 'en',
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
  });
